"""No script of a student's runs in a browser, on any page that is made from a submission."""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter

from autograder.course.assignment import load_assignment
from autograder.course.cells import grade_id
from autograder.course.samples import solved
from autograder.gradebook.staging import cell_outputs
from autograder.grading.grade import grade
from autograder.reports import report_html, report_text
from autograder.submission.notebook import parse_notebook
from autograder.submission.rebuild import rebuild

OWN = "document.documentElement.setAttribute('data-owned','yes')"
MARKDOWN = f"""
<script>{OWN}</script>
<img src=x onerror="{OWN}">
<svg onload="{OWN}"></svg>
<details open ontoggle="{OWN}"><summary>x</summary></details>
<iframe srcdoc="<script>parent.{OWN}</script>"></iframe>
<object data="data:text/html,<script>parent.{OWN}</script>"></object>
&lt;script&gt;{OWN}&lt;/script&gt;

```html
</code></pre><script>{OWN}</script>
```
"""
CELL = f'''
from IPython.display import HTML, Javascript, display
TEXT = """</pre></td></table></style></title><script>{OWN}</script><img src=x onerror="{OWN}">"""
display(HTML(TEXT)); display(Javascript("{OWN}"))
print(TEXT)

def relu(X):
    raise ValueError(TEXT)
'''
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{OWN}"><script>{OWN}</script></svg>'
Browser = Callable[[str], bool]


@pytest.fixture
def runs_a_script(tmp_path: Path) -> Browser:
    """Load a document in Chromium; returns whether one of its scripts has run."""
    program = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if program is None:
        if os.environ.get("AUTOGRADER_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium on PATH, and AUTOGRADER_REQUIRE_BROWSER=1 asks for one")
        pytest.skip("no Chromium on PATH")

    def load(document: str) -> bool:
        page = tmp_path / "page.html"
        page.write_text(document, "utf-8")
        command = [
            *(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--virtual-time-budget=3000",
            ),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        assert "</html>" in done.stdout, done.stderr[-500:]
        return "data-owned=" in done.stdout.split(">", 2)[0] + done.stdout.split(">", 2)[1]

    return load


def _submission() -> nbformat.NotebookNode:
    """A notebook with scripts wherever a student can put them."""
    made = solved(load_assignment("mlp-mnist"))
    made.nbformat_minor = 5
    for cell in made.cells:
        if cell.cell_type == "markdown" and grade_id(cell):
            cell.source = MARKDOWN
            cell["attachments"] = {"evil.svg": {"image/svg+xml": SVG}, "evil.png": {"text/html": MARKDOWN}}
        if grade_id(cell) == "relu":
            cell.source = CELL
    output = nbformat.v4.new_output(
        "display_data", {"text/html": f"<script>{OWN}</script>", "application/javascript": OWN}
    )
    made.cells.append(nbformat.v4.new_code_cell("1", outputs=[output], id="with-output"))
    made.cells.append(nbformat.v4.new_markdown_cell(MARKDOWN, id="added"))
    made.cells.append(
        nbformat.v4.new_raw_cell(f"<script>{OWN}</script>", id="raw", metadata={"raw_mimetype": "text/html"})
    )
    return made


@pytest.fixture(scope="module")
def attacked() -> tuple[Any, Any]:
    """The report, and the notebook as it is rebuilt for nbgrader."""
    assignment = load_assignment("mlp-mnist")
    report = grade(assignment, _submission(), seed=1)
    submitted = parse_notebook(nbformat.writes(_submission()).encode(), "notebook")
    laid_out, _ = rebuild(assignment, submitted)
    outputs = cell_outputs(assignment, report)
    for cell in laid_out.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(output) for output in outputs.get(grade_id(cell) or "", [])]
    return report, laid_out


@pytest.mark.browser
def test_the_same_scripts_run_where_a_notebook_is_not_cleaned(runs_a_script: Browser) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(MARKDOWN.replace("attachment:", ""))])
    assert runs_a_script(HTMLExporter().from_notebook_node(notebook)[0])


@pytest.mark.browser
def test_no_script_runs_on_the_feedback_page(attacked: tuple[Any, Any], runs_a_script: Browser) -> None:
    page = report_html(attacked[0])
    assert "setAttribute" in page  # the student's words are shown, as text
    assert not runs_a_script(page)


@pytest.mark.browser
def test_no_script_runs_in_the_autograded_notebook(attacked: tuple[Any, Any], runs_a_script: Browser) -> None:
    page = HTMLExporter().from_notebook_node(attacked[1])[0]
    assert "setAttribute" in page
    assert not runs_a_script(page)


def test_no_output_or_attachment_of_the_students_own_is_kept(attacked: tuple[Any, Any]) -> None:
    text = nbformat.writes(attacked[1])
    assert "application/javascript" not in text
    assert '"image/svg+xml"' not in text


def test_a_report_sends_no_control_characters_to_the_terminal(lab: ModuleType, world: Any) -> None:
    attack = lab.read_attack(Path(__file__).parent / "harm" / "escape_sequences.py")
    report, _ = lab.graded(attack, world.fill)
    for character in report_text(report):
        assert character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs"), repr(character)
