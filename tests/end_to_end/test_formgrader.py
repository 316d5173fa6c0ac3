"""formgrader in a real browser shows our scores and tables, and its Autograde button grades through the sandbox."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from base64 import b64decode
from pathlib import Path

import pytest
import websocket

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("formgrader")]

HALF_SQUARE = "def square(x):\n    return 4\nprint('working on it')"
# Runs in formgrader's pages and in the feedback, wherever one of them takes a student's text for HTML.
ATTACK = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
TOKEN = "a-token-for-the-test"
SECONDS = 60


class Server:
    """A Jupyter server with formgrader over a course."""

    def __init__(self, course: Path, environment: dict[str, str], scratch: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        own = {"JUPYTER_RUNTIME_DIR": str(scratch / "runtime"), "JUPYTER_DATA_DIR": str(scratch / "data")}
        self._log = (scratch / "server.log").open("w+")
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyter_server",
                "--allow-root",
                "--no-browser",
                "--ServerApp.ip=127.0.0.1",
                f"--ServerApp.port={self.port}",
                "--ServerApp.port_retries=0",
                f"--IdentityProvider.token={TOKEN}",
                f"--ServerApp.root_dir={course}",
                "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
            ],
            cwd=course,
            env={**environment, **own},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                self.api("status")
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.close()
                    pytest.fail(f"the server did not start: {self.log()}")
                time.sleep(0.2)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/formgrader/{path}"

    def api(self, path: str, method: str = "GET"):
        """What formgrader's own API answers."""
        request = urllib.request.Request(
            self.url("api/" + path), method=method, headers={"Authorization": f"token {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as response:
            return json.load(response)

    def log(self) -> str:
        return Path(self._log.name).read_text()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._log.close()


class Page:
    """One page of a headless Chromium, driven through its DevTools protocol."""

    def __init__(self, program: str, profile: Path) -> None:
        self._process = subprocess.Popen(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                f"--user-data-dir={profile}",
                "--window-size=1200,1600",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        address = profile / "DevToolsActivePort"
        deadline = time.monotonic() + SECONDS
        while not (address.is_file() and address.read_text().count("\n")):
            assert time.monotonic() < deadline, "Chromium did not start"
            time.sleep(0.1)
        port = address.read_text().split("\n")[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=SECONDS) as response:
            target = next(page for page in json.load(response) if page["type"] == "page")
        self._socket = websocket.create_connection(target["webSocketDebuggerUrl"], timeout=SECONDS)
        self._numbers = itertools.count(1)
        self.do("Network.enable")
        self.do("Network.setExtraHTTPHeaders", headers={"Authorization": f"token {TOKEN}"})

    def do(self, method: str, **parameters: object) -> dict:
        """Send one command and return its result."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]

    def js(self, expression: str):
        """The value of a JavaScript expression in the page."""
        return self.do("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def open(self, url: str, until: str) -> None:
        """Go to a page and wait until a JavaScript expression is true there."""
        self.do("Page.navigate", url=url)
        self.wait(f"document.location.href.startsWith({json.dumps(url)}) && ({until})")

    def wait(self, until: str) -> None:
        deadline = time.monotonic() + SECONDS
        while not self.js(until):
            assert time.monotonic() < deadline, f"still not true: {until}; the page says: {self.text()[:2000]}"
            time.sleep(0.2)

    def text(self) -> str:
        return self.js("document.body.innerText") or ""

    def screenshot(self, name: str) -> None:
        """Keep a picture of the whole page where AUTOGRADER_SCREENSHOTS names a folder."""
        folder = os.environ.get("AUTOGRADER_SCREENSHOTS")
        if folder:
            picture = self.do("Page.captureScreenshot", captureBeyondViewport=True)["data"]
            Path(folder, name + ".png").write_bytes(b64decode(picture))

    def close(self) -> None:
        self._socket.close()
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def chromium():
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        if os.environ.get("AUTOGRADER_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium on PATH, and AUTOGRADER_REQUIRE_BROWSER=1 asks for one")
        pytest.skip("no Chromium on PATH")
    return program


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    opened = Page(chromium, tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def toy(toy_course, tmp_path_factory):
    """Three hand in; one of them is graded."""
    made = toy_course(tmp_path_factory.mktemp("formgrader") / "course")
    made.hand_in("ann", square=HALF_SQUARE, answer=f"Because. {ATTACK}")
    (made.folder("careless") / "toy.ipynb").write_text("{")
    assert made.nbgrader("autograde", "toy", "--student", "ann").returncode == 0
    made.hand_in("bob")
    return made


@pytest.fixture(scope="module")
def server(toy, tmp_path_factory):
    made = Server(toy.root, toy.environment, tmp_path_factory.mktemp("server"))
    yield made
    made.close()


def row(student):
    """A JavaScript expression: the text of a student's row of the table; empty where there is none."""
    return (
        "(Array.from(document.querySelectorAll('tbody tr')).map(row => row.innerText)"
        f".find(text => text.includes({json.dumps(student)})) || '')"
    )


def test_scores_stand_in_the_table_of_submissions(server, page):
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


def test_autograde_button_says_in_one_line_what_cannot_be_graded(server, page, toy):
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


def test_feedback_page_shows_our_table_and_runs_no_script_of_the_student(toy, server, page):
    assert toy.nbgrader("generate_feedback", "toy", "--student", "ann").returncode == 0
    path = toy.root / "feedback" / "ann" / "toy" / "toy.html"
    page.open("file://" + urllib.parse.quote(str(path)), "document.readyState === 'complete'")
    text = page.text()
    assert "Squares 3" in text
    assert "7.0 / 13.0" in text
    assert "onerror" in text
    assert page.js("document.title") != "owned"
    page.screenshot("feedback")
