"""nbgrader's Validate button in JupyterLab, in a real browser: it names test cells that fail, and praises only right work."""

from __future__ import annotations

import nbformat
import pytest

from autograder.authoring.release import build_release
from autograder.authoring.scaffold import write_assignment
from autograder.course.assignment import load_assignment
from autograder.course.cells import grade_id

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWERS = {
    "linear": "def linear(X, w, b):\n    return nd.dot(X, w) + b",
    "mean_squared_error": "def mean_squared_error(X, w, b, y):\n    return nd.mean((linear(X, w, b) - y) ** 2) / 2",
    "question": "They follow the wrong one.",
}
WRONG = {"mean_squared_error": "def mean_squared_error(X, w, b, y):\n    return nd.mean((linear(X, w, b) - y) ** 2)"}
BUTTON = "document.querySelector('jp-button.validate-button')"
DIALOGUE = "document.getElementById('validation-message')"


@pytest.fixture(scope="module")
def server(toy_course, browser, tmp_path_factory):
    """JupyterLab in a student's folder: a released notebook, filled in right and wrong, and the visible checks."""
    browser.find_chromium()
    scratch = tmp_path_factory.mktemp("server")
    course = write_assignment("lab-1", scratch / "course").course
    desk = build_release(load_assignment("lab-1", course), course, scratch / "desk")
    for name, written in (("right", ANSWERS), ("wrong", ANSWERS | WRONG)):
        notebook = nbformat.read(desk / "lab-1.ipynb", as_version=4)
        for cell in notebook.cells:
            cell.source = written.get(grade_id(cell) or "", cell.source)
        nbformat.write(notebook, desk / f"{name}.ipynb")
    environment = {
        **toy_course(scratch / "desk").environment,
        "HOME": str(scratch / "home"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(scratch / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "workspaces"),
    }
    extensions = ["jupyterlab", "nbgrader.server_extensions.validate_assignment"]
    made = browser.Server(desk, environment, scratch, "--LabApp.expose_app_in_browser=True", extensions=extensions)
    yield made
    made.close()


@pytest.fixture
def validated(server, page):
    """A function that presses the button above a notebook and returns the text of the dialogue."""

    def press(name: str) -> str:
        # A workspace of its own, so that JupyterLab does not open the other notebook again.
        page.open(server.url(f"lab/workspaces/{name}/tree/{name}.ipynb"), f"Boolean({BUTTON})")
        page.wait("Boolean(document.querySelector('.jp-NotebookPanel .jp-CodeCell'))")
        page.js(f"{BUTTON}.click()")
        page.wait(f"Boolean({DIALOGUE})")
        page.screenshot(f"validate-{name}")
        return page.js(f"{DIALOGUE}.innerText")

    return press


def test_button_names_the_cells_that_fail(validated):
    said = validated("wrong")
    assert "Success" not in said
    assert 'autograder.check("lab-1", "mean_squared_error")' in said
    assert 'autograder.check("lab-1", "linear")' not in said


def test_button_praises_right_work(validated):
    assert "Success! Your notebook passes all the tests." in validated("right")


def test_check_cell_shows_only_the_table(server, page):
    page.open(server.url("lab/workspaces/cells/tree/wrong.ipynb"), f"Boolean({BUTTON})")
    page.wait(
        "(app => { const panel = [...app.shell.widgets('main')].find(each => each.context?.sessionContext);"
        " if (!panel?.context.sessionContext.session?.kernel) return false;"
        " app.shell.activateById(panel.id);"
        " return app.shell.currentWidget === panel; })(window.jupyterapp)"
    )
    page.js("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    cells = "[...document.querySelectorAll('.jp-CodeCell')]"
    cell = f'{cells}.find(each => each.innerText.includes(\'autograder.check("lab-1", "mean_squared_error")\'))'
    output = f"{cell}?.querySelector('.jp-OutputArea')"
    page.wait(f"({output}?.innerText || '').includes('checks passed')")
    page.screenshot("check-cell")
    said = page.js(f"{output}.innerText")
    assert said.count("These are the visible checks only") == 1
    assert not any(line.strip() in ("0", "0.0", "1.33") for line in said.splitlines()), said
