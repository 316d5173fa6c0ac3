"""formgrader in a real browser shows our scores and tables, and its Autograde button grades through the sandbox."""

from __future__ import annotations

import json
import urllib.parse

import nbformat
import pytest

pytestmark = pytest.mark.browser

HALF_SQUARE = "def square(x):\n    return 4\nprint('working on it')"
SCHEME = "Three points for any reason."
# Runs in any page of formgrader or of the feedback that inserts a student's text as HTML.
ATTACK = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


@pytest.fixture(scope="module")
def toy(toy_course, tmp_path_factory):
    """A course with three submissions, one of them graded."""
    made = toy_course(tmp_path_factory.mktemp("formgrader") / "course")
    source = nbformat.read(made.root / "source" / "toy" / "toy.ipynb", as_version=4)
    source.cells[-1].source += f"\n\n=== BEGIN MARK SCHEME ===\n\n{SCHEME}\n\n=== END MARK SCHEME ==="
    made.write_source(source)
    made.hand_in("ann", square=HALF_SQUARE, answer=f"Because. {ATTACK}")
    (made.folder("careless") / "toy.ipynb").write_text("{")
    assert made.nbgrader("autograde", "toy", "--student", "ann").returncode == 0
    made.hand_in("bob")
    return made


@pytest.fixture(scope="module")
def server(toy, browser, tmp_path_factory):
    scratch = tmp_path_factory.mktemp("server")
    extensions = ["nbgrader.server_extensions.formgrader"]
    made = browser.Server(toy.root, toy.environment, scratch, extensions=extensions, base="formgrader/")
    yield made
    made.close()


def row(student):
    """A JavaScript expression for the text of a student's row in the table (empty without such a row)."""
    return (
        "(Array.from(document.querySelectorAll('tbody tr')).map(row => row.innerText)"
        f".find(text => text.includes({json.dumps(student)})) || '')"
    )


def test_the_table_of_submissions_shows_scores(server, page):
    page.open(server.url("manage_submissions/toy"), f"{row('ann')} !== ''")
    assert "7 / 13" in page.js(row("ann"))
    assert "needs manual grading" in page.js(row("ann")).lower()
    assert "not autograded" in page.js(row("bob")).lower() or "needs autograding" in page.js(row("bob")).lower()
    page.screenshot("submissions")


def test_autograde_button_grades_through_the_sandbox(server, page, toy):
    page.open(server.url("manage_submissions/toy"), f"{row('bob')} !== ''")
    page.js(
        "Array.from(document.querySelectorAll('tbody tr')).find(row => row.innerText.includes('bob'))"
        ".querySelector('.autograde a, .autograde span').click()"
    )
    page.wait("document.body.innerText.includes('Success')")
    page.screenshot("autograde-success")
    page.open(server.url("manage_submissions/toy"), f"{row('bob')}.includes('10 / 13')")
    assert toy.scores("bob")["check-square"] == 6.0


def test_autograde_button_names_a_file_that_cannot_be_graded(server, page, toy):
    page.open(server.url("manage_submissions/toy"), f"{row('careless')} !== ''")
    page.js(
        "Array.from(document.querySelectorAll('tbody tr')).find(row => row.innerText.includes('careless'))"
        ".querySelector('.autograde a, .autograde span').click()"
    )
    page.wait("document.body.innerText.includes('careless: not graded')")
    page.screenshot("autograde-refused")
    assert "careless" not in toy.students()


def test_api_of_the_button_answers_for_one_student(server, toy):
    answer = server.api("submission/toy/ann/autograde", method="POST")
    assert answer["success"], answer
    answer = server.api("submission/toy/careless/autograde", method="POST")
    assert not answer["success"]
    (line,) = [line for line in answer["log"].splitlines() if "careless: not graded" in line]
    assert "not JSON" in line
    scores = {found["student"]: found["score"] for found in server.api("submissions/toy")}
    assert scores["ann"] == 7.0


def test_submission_shows_our_table_points_and_output_and_runs_no_script_of_the_student(server, page):
    (found,) = [found for found in server.api("submitted_notebooks/toy/toy") if found["student"] == "ann"]
    page.open(
        server.url(f"submissions/{found['id']}/"),
        "document.getElementById('check-square') && document.getElementById('check-square').placeholder !== ''",
    )
    text = page.text()
    assert "Squares 3" in text
    assert "working on it" in text
    assert float(page.js("document.getElementById('check-square').placeholder")) == 3.0
    assert float(page.js("document.getElementById('check-double').placeholder")) == 4.0
    assert "onerror" in text
    assert page.js("document.title") != "owned"
    page.screenshot("submission")


def test_for_manual_grading_solution_and_mark_scheme_are_shown_above_the_students_answer(server, page, toy):
    (found,) = [found for found in server.api("submitted_notebooks/toy/toy") if found["student"] == "ann"]
    page.open(server.url(f"submissions/{found['id']}/"), "document.body.innerText.includes('Because.')")
    text = page.text()
    order = [text.index(part) for part in ("For graders:", "Because it is so.", "Mark scheme:", SCHEME, "Because. ")]
    assert order == sorted(order)
    assert "BEGIN" not in text
    page.screenshot("mark-scheme")
    assert not [path for path in toy.root.glob("[!s]*/**/*.ipynb") if SCHEME in path.read_text()], "in source/ alone"


def test_generate_button_hands_out_the_checks(server, page, toy):
    page.open(server.url("manage_assignments"), "Boolean(document.querySelector('td.assign a'))")
    page.js("document.querySelector('td.assign a').click()")
    page.wait("document.body.innerText.includes('Success')")
    page.screenshot("generate-success")
    released = toy.root / "release" / "toy"
    names = {str(path.relative_to(released)) for path in released.rglob("*") if path.is_file()}
    assert names == {"toy.ipynb", "checks/toy/test_double.py", "checks/toy/test_square.py"}


def test_feedback_page_shows_our_table_and_runs_no_script_of_the_student(toy, server, page):
    assert toy.nbgrader("generate_feedback", "toy", "--student", "ann").returncode == 0
    path = toy.root / "feedback" / "ann" / "toy" / "toy.html"
    page.open("file://" + urllib.parse.quote(str(path)), "document.readyState === 'complete'")
    text = page.text()
    assert "Squares 3" in text
    assert "7.0 / 13.0" in text
    assert SCHEME not in text
    assert "onerror" in text
    assert page.js("document.title") != "owned"
    page.screenshot("feedback")
