"""A real browser, driven over its DevTools port: Chromium without a window."""

import json
import os
import shutil
import signal
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE = 60  # seconds until something must have happened


def find_chromium() -> str:
    """The browser of this machine; without one the test fails and says how to get it."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("No Chromium. On Debian: apt-get install chromium; then make browser-test.")
    return found


@dataclass(frozen=True)
class Chromium:
    """A browser that is started by whoever opens an address with `command` (for BROWSER)."""

    folder: Path
    command: str

    @contextmanager
    def page(self) -> Generator["Page"]:
        """The page that is open."""
        port = _wait_for(lambda: _first_line(self.folder / "DevToolsActivePort"))
        (target,) = _wait_for(lambda: _pages(port))
        with connect(target["webSocketDebuggerUrl"], max_size=None) as socket:
            yield Page(socket)


@contextmanager
def chromium(folder: Path) -> Generator[Chromium]:
    """A browser of its own, ended at the end; it takes any certificate."""
    profile, started = folder / "browser", folder / "started"
    options = [
        "--headless=new",
        "--ignore-certificate-errors",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "--no-first-run",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ]
    script = folder / "open-browser"
    script.write_text(
        f'#!/bin/sh\necho $$ > {started}\nexec {find_chromium()} {" ".join(options)} "$1"'
        f" >{folder}/browser.log 2>&1\n"
    )
    script.chmod(0o700)
    try:
        yield Chromium(profile, f"{script} %s &")
    finally:
        if started.exists():
            os.kill(int(started.read_text()), signal.SIGTERM)


@dataclass
class Page:
    """One page; questions to it are JavaScript."""

    socket: ClientConnection
    asked: int = 0

    def ask(self, expression: str) -> Any:
        """What an expression is worth on the page now; None while it is going elsewhere."""
        self.asked += 1
        question = {
            "id": self.asked,
            "method": "Runtime.evaluate",
            "params": {"expression": expression, "returnByValue": True},
        }
        self.socket.send(json.dumps(question))
        while True:
            answer = json.loads(self.socket.recv(PATIENCE))
            if answer.get("id") == self.asked:
                return answer.get("result", {}).get("result", {}).get("value")

    def wait_for(self, expression: str) -> Any:
        """The same, once it is true."""
        return _wait_for(lambda: self.ask(expression))


def _wait_for(look: Any) -> Any:
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "The browser did not get there."
        time.sleep(0.05)
    return found


def _first_line(path: Path) -> str:
    lines = path.read_text().splitlines() if path.exists() else []
    return lines[0] if lines else ""


def _pages(port: str) -> list[dict[str, Any]]:
    targets: list[dict[str, Any]] = httpx2.get(f"http://127.0.0.1:{port}/json/list").json()
    return [target for target in targets if target["type"] == "page"]
