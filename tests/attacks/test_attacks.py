"""Every attack, graded twice: the real grader gives it the points it deserves, and a grader without a sandbox is beaten."""

from __future__ import annotations

import os
import resource
import runpy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.room import opening

HERE = Path(__file__).resolve().parent
CATEGORIES = ("tampering", "forgery", "theft", "harm", "exhaustion", "accuracy")
FILES = [path for category in CATEGORIES for path in sorted((HERE / category).glob("*.py"))]
PROVED = [path for path in FILES if "NAIVE" in runpy.run_path(str(path))]
# Where the tests run as root, these are also graded by an ordinary user, whose own rights could help them.
AS_USER = [path for path in FILES if runpy.run_path(str(path)).get("AS_USER")]


WARM = not os.environ.get(opening.COLD_ROOMS)  # with AUTOGRADER_COLD_ROOMS=1, all of this is tried on cold rooms
MEMORY = 500 * 1024  # KiB that grading may add to the grader's own


def _id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _expect_outcome(attack: Any, report: dict[str, Any], world: Any) -> None:
    """Assert that the report is the one that the attack's file expects."""
    assert len(str(report)) < 2_000_000
    assert report["complete"], [c for cell in report["cells"] for c in cell["checks"] if c["verdict"] == "broken"]
    verdicts = {cell["cell"]: [check["verdict"] for check in cell["checks"]] for cell in report["cells"]}
    assert {cell["cell"]: cell["points"] for cell in report["cells"]} == attack.earns, verdicts
    for cell, allowed in attack.verdicts.items():
        assert set(verdicts[cell]) <= set(allowed), (cell, verdicts[cell])
        assert allowed[0] in verdicts[cell], (cell, verdicts[cell])
    assert world.secret not in str(report)
    assert attack.says in str(report)


@pytest.mark.parametrize("path", FILES, ids=_id)
def test_an_attack_earns_what_it_deserves_and_leaves_no_trace(path: Path, lab: ModuleType, world: Any) -> None:
    attack = lab.read_attack(path)
    lab.prepare(attack)
    before, deaths = world.contents(), opening.deaths()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report, seconds = lab.graded(attack, world.fill)
    _expect_outcome(attack, report.to_dict(), world)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < MEMORY
    assert seconds <= attack.seconds * lab.allowance()
    assert world.contents() == before
    assert world.visits == 0
    assert lab.leftovers(world.path, world.scratch) == []
    assert opening.deaths() == deaths and not (opening.why_cold() and WARM)
    if path.parent.name in (
        "forgery",
        "harm",
        "exhaustion",
    ):  # the others leave their own process alone, or come in two
        after = lab.next_graded()
        assert after.score == 4.0
        assert after.seconds <= 10 * lab.allowance()


@pytest.mark.parametrize("path", PROVED, ids=_id)
def test_an_attack_beats_a_grader_without_a_sandbox(path: Path, lab: ModuleType, world: Any, naive: Any) -> None:
    attack = lab.read_attack(path)
    before = world.contents()
    expected = attack.naive
    results = naive(attack, expected.get("stops", 300))
    died = isinstance(results, dict)
    last = {"points": None, "text": "", "ended": False, "left": []} if died else results[-1]
    for kind, wanted in expected.items():
        match kind:
            case "earns":
                assert last["points"] is not None, last
                assert {cell: last["points"][cell] for cell in wanted} == wanted, last
            case "spoils":
                now = world.contents()
                assert now.get(wanted) != before[wanted], last
            case "learns":
                assert world.secret in last["text"], last
            case "reaches":
                assert world.visits > 0, last
            case "leaves":
                assert last["left"], last
            case "says":
                assert wanted in last["text"], last
            case "stops":
                assert died or last["points"] is None, last
            case _:
                raise AssertionError(f"unknown proof {kind}")


def test_the_grader_without_a_sandbox_sees_only_the_files_it_needs(lab: ModuleType, naive: Any, tmp_path: Path) -> None:
    """So that a developer's files neither change nor delay a proof, and no proof prints them."""
    (tmp_path / "bystander.ipynb").write_text("{}")
    look = (
        f"import os\nprint('there:', os.path.exists({str(tmp_path)!r}), os.path.exists({str(lab.HERE / 'lab.py')!r}))"
    )
    attack = lab.Attack(tmp_path, "A look around.", {"relu": 0.0}, before=look)
    assert "there: False False" in naive(attack, 300)[-1]["text"]


def test_every_attack_states_its_required_fields_and_has_a_title_of_its_own(lab: ModuleType) -> None:
    attacks = [lab.read_attack(path) for path in lab.attack_files()]
    assert [attack.path for attack in attacks] == FILES
    assert len(attacks) >= 60
    assert {attack.path.parent.name for attack in attacks} == set(lab.CATEGORIES)
    assert len({attack.title for attack in attacks}) == len(attacks)


@pytest.mark.skipif(os.geteuid() != 0, reason="the others run as an ordinary user already")
@pytest.mark.parametrize("path", AS_USER, ids=_id)
def test_an_attack_on_an_ordinary_users_grader_earns_the_same(
    path: Path, lab: ModuleType, world: Any, ordinary_users_grader: Any
) -> None:
    attack = lab.read_attack(path)
    before = world.contents()
    world.scratch.chmod(0o777)
    result = ordinary_users_grader(lab.as_task(attack, world))
    assert result["user"] != 0
    _expect_outcome(attack, result["report"], world)
    assert result["seconds"] <= attack.seconds * lab.allowance()
    assert result["next"]["score"] == 4.0
    assert world.contents() == before
    assert world.visits == 0
    assert result["left"] == []


def test_the_table_in_security_md_agrees_with_the_attacks_files(lab: ModuleType) -> None:
    """To renew the table, replace it by the output of: python tests/attacks/lab.py"""
    assert lab.table() in (HERE.parents[1] / "SECURITY.md").read_text("utf-8")
