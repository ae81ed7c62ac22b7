"""A real browser, driven over a pipe (Chrome DevTools Protocol), that keeps what it asks for."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-pipe",
)  # fmt: skip


class Browser:
    """A page in a browser. ``asked`` has the addresses that it asked for, ``said`` what it
    complains of: errors of scripts, what the console says, what the page's policy forbids."""

    def __init__(self, commands: int, answers: int) -> None:
        self.commands, self.answers = commands, os.fdopen(answers, "rb")
        self.number, self.session = 0, ""
        self.asked: list[str] = []
        self.said: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the browser answers to a command."""
        self.number += 1
        command = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            command["sessionId"] = self.session
        os.write(self.commands, json.dumps(command).encode() + b"\0")
        while True:
            message = self._message()
            if message.get("id") == self.number:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result

    def open(self, url: str) -> None:
        """Go to a page and wait until it is there."""
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def look(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page, waiting for a promise."""
        found = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true; after a while it is an error that it is not."""
        self.look(
            f"""new Promise((done, fail) => {{
              let left = 600;
              const again = () => ({expression}) ? done(true)
                : left-- ? setTimeout(again, 50) : fail(new Error("never true"));
              again(); }})"""
        )

    def key(self, name: str, code: int, modifiers: int = 0) -> None:
        """Press a key; modifiers: 2 is Ctrl, 8 is Shift."""
        for kind in ("rawKeyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=name, code=name,
                windowsVirtualKeyCode=code, modifiers=modifiers,
            )  # fmt: skip

    def press(self, name: str, code: int) -> None:
        """Press a key that may lead to another page."""
        self.key(name, code)
        if name in ("Enter", " "):
            self.type("\r" if name == "Enter" else " ")

    def reach(self, selector: str) -> None:
        """Wait for a page that has what is selected; meanwhile there may be none to ask."""
        found = f"document.readyState === 'complete' && !!document.querySelector({selector!r})"
        for _ in range(300):
            with suppress(AssertionError):
                if self.look(found):
                    return
            time.sleep(0.1)  # not in the page, which may be on its way out
        pytest.fail(f"there is no {selector}")

    def choose(self, selector: str, path: Path) -> None:
        """Choose a file in a field."""
        document = self.call("DOM.getDocument")["root"]["nodeId"]
        field = self.call("DOM.querySelector", nodeId=document, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", files=[str(path)], nodeId=field)

    def type(self, text: str) -> None:
        """Type a text, a character at a time, where the cursor is."""
        for letter in text:
            self.call("Input.dispatchKeyEvent", type="char", text=letter)

    def size(self, width: int, height: int) -> None:
        """Make the window of this size in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip

    def picture(self, path: Path) -> None:
        """Keep a picture of the whole page."""
        found = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(found["data"]))

    def _message(self) -> dict[str, Any]:
        text = b""
        while not text.endswith(b"\0"):
            piece = self.answers.read(1)
            assert piece, "the browser has gone"
            text += piece
        message: dict[str, Any] = json.loads(text[:-1])
        self._keep(message.get("method", ""), message.get("params", {}))
        return message

    def _keep(self, method: str, event: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.asked.append(event["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.said.append(json.dumps(event["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and event["type"] in ("error", "warning"):
            self.said.append(json.dumps(event["args"]))
        elif method == "Log.entryAdded" and event["entry"]["level"] in ("error", "warning"):
            self.said.append(json.dumps(event["entry"]))


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Debian's Chromium with a profile of its own; skips where it is not installed."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Debian's chromium is not installed")
    command_out, command_in = os.pipe()
    answer_out, answer_in = os.pipe()
    line = f'exec "$0" "$@" 3<&{command_out} 4>&{answer_in}'
    with subprocess.Popen(
        ["bash", "-c", line, program, *FLAGS, f"--user-data-dir={folder}"],
        pass_fds=(command_out, answer_in), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        os.close(command_out)
        os.close(answer_in)
        found = Browser(command_in, answer_out)
        try:
            yield found
        finally:
            process.terminate()
            found.answers.close()
            os.close(command_in)
