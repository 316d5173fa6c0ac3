"""Jupyter servers, and pages of headless Chromium that load from them."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b64decode
from pathlib import Path

import pytest
import websocket

TOKEN = "a-token-for-the-test"
SECONDS = 60


class Server:
    """A Jupyter server with extensions, for a folder. ``base`` is put in front of every requested path."""

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        scratch: Path,
        *options: str,
        extensions: list[str],
        base: str = "",
    ) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._base = base
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
                f"--ServerApp.root_dir={folder}",
                f"--ServerApp.jpserver_extensions={dict.fromkeys(extensions, True)}",
                *options,
            ],
            cwd=folder,
            env={**environment, **own},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                self._ask("api/status")
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.close()
                    pytest.fail(f"the server did not start: {self.log()}")
                time.sleep(0.2)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{self._base}{path}"

    def api(self, path: str, method: str = "GET"):
        """The JSON answer of the API below ``base``."""
        return self._ask(f"{self._base}api/{path}", method)

    def _ask(self, path: str, method: str = "GET"):
        address = f"http://127.0.0.1:{self.port}/{path}"
        request = urllib.request.Request(address, method=method, headers={"Authorization": f"token {TOKEN}"})
        with urllib.request.urlopen(request, timeout=SECONDS) as response:
            return json.load(response)

    def log(self) -> str:
        return Path(self._log.name).read_text()

    def close(self) -> None:
        """Stop the server with SIGTERM, so that it also stops its kernels; kill it after 15 s."""
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
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
        # In JupyterLab the current widget is the one with the focus.
        self.do("Emulation.setFocusEmulationEnabled", enabled=True)
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
        """Save a picture of the whole page, if AUTOGRADER_SCREENSHOTS names a folder."""
        folder = os.environ.get("AUTOGRADER_SCREENSHOTS")
        if folder:
            picture = self.do("Page.captureScreenshot", captureBeyondViewport=True)["data"]
            Path(folder, name + ".png").write_bytes(b64decode(picture))

    def close(self) -> None:
        self._socket.close()
        self._process.kill()
        self._process.wait()


def find_chromium() -> str:
    """The path of Chromium; skips the test without one, or fails it where AUTOGRADER_REQUIRE_BROWSER is 1."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        if os.environ.get("AUTOGRADER_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium on PATH, and AUTOGRADER_REQUIRE_BROWSER=1 asks for one")
        pytest.skip("no Chromium on PATH")
    return program
