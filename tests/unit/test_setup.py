"""`make setup` on machines that lack something: one clear message with need, finding and next step."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Commands that any Linux has; no Python, no bubblewrap, no apt-get.
COMMANDS = "awk bash cat cksum dirname env flock grep id ln mkdir rm sed sh".split()

# Not the link in the machine's folder: the first line of a script cannot name a path with spaces.
BASH = shutil.which("bash")

Setup = Callable[..., str]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of commands that is the whole PATH."""
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in COMMANDS:
        found = shutil.which(name)
        assert found, f"the test needs {name}"
        (commands / name).symlink_to(found)
    return commands


def add(machine: Path, name: str, script: str) -> None:
    command = machine / name
    command.write_text(f"#!{BASH}\n{script}\n")
    command.chmod(0o755)


@pytest.fixture
def setup(tmp_path: Path, machine: Path) -> Setup:
    checkout = tmp_path / "a checkout"
    (checkout / "requirements").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", checkout)
    for path in (ROOT / "requirements").iterdir():
        shutil.copy(path, checkout / "requirements")

    def run(*arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [machine / "bash", "requirements/setup.sh", *arguments],
            cwd=checkout,
            env={"PATH": str(machine), "HOME": str(tmp_path), **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 1
        assert not (checkout / ".venv/.lock").exists()
        assert done.stdout == ""
        return done.stderr.splitlines()[-1]

    return run


def test_a_missing_python_is_named(setup: Setup) -> None:
    message = setup()
    assert "Python 3.11 is needed" in message
    assert "found: none" in message


def test_another_version_is_named(setup: Setup, machine: Path) -> None:
    add(machine, "python3", "echo 3.12.1")
    add(machine, "python", "echo 2.7.18")
    message = setup()
    assert "Python 3.11 is needed" in message
    assert "found: python3 is 3.12.1, python is 2.7.18" in message


def test_the_next_step_uses_the_tools_at_hand(setup: Setup, machine: Path) -> None:
    add(machine, "uv", "exit 1")
    assert "Next: uv python install 3.11," in setup()


def test_a_python_that_was_asked_for_is_the_only_one_tried(setup: Setup, machine: Path) -> None:
    add(machine, "python3.11", "echo 3.11.7")
    assert "found: /nowhere/python, which is no Python" in setup(PYTHON="/nowhere/python")


def test_missing_venv_module_is_named(setup: Setup, machine: Path) -> None:
    add(machine, "python3.11", 'case "$*" in *ensurepip*) exit 1 ;; *) echo 3.11.2 ;; esac')
    assert "python3.11-venv" in setup()


def test_missing_bubblewrap_stops_before_anything_is_installed(setup: Setup, machine: Path) -> None:
    add(machine, "python3.11", "echo 3.11.7")
    message = setup()
    assert "bubblewrap is needed" in message
    assert "apt-get install bubblewrap" in message


def test_bubblewrap_that_apt_cannot_install_is_named(setup: Setup, machine: Path) -> None:
    add(machine, "python3.11", "echo 3.11.7")
    add(machine, "sudo", 'shift; exec "$@"')
    add(machine, "apt-get", "exit 100")
    assert "bubblewrap is needed" in setup()


def test_failed_download_says_that_the_same_command_repairs_it(setup: Setup, machine: Path, tmp_path: Path) -> None:
    add(machine, "bwrap", "exit 0")
    (tmp_path / "broken-pip").write_text(f"#!{BASH}\necho no network >&2; exit 1\n")
    (tmp_path / "broken-pip").chmod(0o755)
    make_venv = f'mkdir -p .venv/bin && ln -s "{tmp_path}/broken-pip" .venv/bin/python'
    add(machine, "python3.11", f'if [ "$2" = venv ]; then {make_venv}; else echo 3.11.7; fi')
    assert "The same command again starts afresh" in setup()


def test_unknown_device_lists_the_known_ones(setup: Setup) -> None:
    assert "DEVICE=abacus has no lock file. Next: DEVICE=NAME with one of these names: cpu" in setup("abacus")
