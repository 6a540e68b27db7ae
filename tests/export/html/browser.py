"""Chromium over its DevTools protocol, by a pair of pipes: real clicks, real keys, and all that a page asks for.

https://chromedevtools.github.io/devtools-protocol/
"""

import json
import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from tests.foreign import need_chromium

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-dev-shm-usage --hide-scrollbars --force-color-profile=srgb --remote-debugging-pipe "
    # One process, so that a page sees at once what the page before it has stored.
    "--renderer-process-limit=1 --disable-features=BackForwardCache"
)
# Chromium reads commands from descriptor 3 and writes to 4.
_LAUNCHER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
_KEYS = {"Enter": 13, "Tab": 9, " ": 32, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}

Message = dict[str, Any]


class Browser:
    """One browser."""

    def __init__(self, folder: Path) -> None:
        """Start Chromium with its profile in `folder`."""
        chromium = need_chromium()
        commands_out, commands_in = os.pipe()
        replies_out, replies_in = os.pipe()
        # Descriptors 3 and 4 may be in use by the pipes themselves.
        high = [os.dup2(fd, 200 + fd) for fd in (commands_out, replies_in)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCHER, *map(str, high), chromium, *_FLAGS.split(), f"--user-data-dir={folder}"],
            pass_fds=high,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for fd in (commands_out, replies_in, *high):
            os.close(fd)
        self._to, self._from = os.fdopen(commands_in, "wb", buffering=0), os.fdopen(replies_out, "rb")
        self._buffer = b""
        self._last = 0
        self.events: dict[str, list[Message]] = {}

    def close(self) -> None:
        """End the browser."""
        self.send("Browser.close")
        self._process.wait(10)
        self._to.close()
        self._from.close()

    def send(self, method: str, session: str = "", **params: object) -> Message:
        """Send a command, wait for its reply; what happens meanwhile is kept in `events` by session."""
        self._last += 1
        wanted = self._last
        message: Message = {"id": wanted, "method": method, "params": params}
        self._to.write(json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while True:
            reply = self.read()
            if reply.get("id") == wanted:
                assert "error" not in reply, (method, reply["error"])
                result: Message = reply["result"]
                return result

    def read(self) -> Message:
        """Wait for the next message; an event is kept."""
        while b"\0" not in self._buffer:
            more = os.read(self._from.fileno(), 1 << 20)
            assert more, "the browser is gone"
            self._buffer += more
        first, self._buffer = self._buffer.split(b"\0", 1)
        message: Message = json.loads(first)
        if "method" in message:
            self.events.setdefault(message.get("sessionId", ""), []).append(message)
        return message


class Page:
    """One page, and everything that happened on it since it was opened."""

    def __init__(self, browser: Browser) -> None:
        """Open an empty page that records requests, dialogs and errors."""
        self.browser = browser
        self._scripts: list[str] = []
        self._scripts_first: tuple[str, ...] = ()
        target = browser.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: object) -> Message:
        """Send a command to the page."""
        return self.browser.send(method, self.session, **params)

    def open(self, url: str) -> None:
        """Load a page for the first time: nothing is kept, and nothing has happened."""
        self.run_first("localStorage.clear()")
        self.browser.events.pop(self.session, None)
        self.go(url)
        self.run_first()

    def run_first(self, *sources: str) -> None:
        """Name the scripts to run before those of the page, from the next load on, in place of any named before."""
        for script in self._scripts:
            self.send("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
        added = [self.send("Page.addScriptToEvaluateOnNewDocument", source=source) for source in sources]
        self._scripts = [each["identifier"] for each in added]
        self._scripts_first = sources

    def look(
        self, width: int = 360, height: int = 740, *, dark: bool = False, motion: bool = True, scale: float = 1
    ) -> None:
        """Give the page a screen, and a learner's wishes."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 600,
        )
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "no-preference" if motion else "reduce"},
        ]
        self.send("Emulation.setEmulatedMedia", features=features)

    def go(self, url: str) -> None:
        """Load a page and wait until it stands."""
        self._wait_for_load(lambda: self.send("Page.navigate", url=url))

    def reload(self) -> None:
        """Load the page again, as a phone does that has run out of memory."""
        # It may come up in another process, which sees what was stored a moment later: so it gets that from here.
        stored = self.run("dispatchEvent(new Event('pagehide')); return { ...localStorage }")
        hand_over = (
            "localStorage.clear();"
            f"for (const [key, value] of Object.entries({json.dumps(stored)})) localStorage.setItem(key, value);"
        )
        later = self._scripts_first
        self.run_first(hand_over, *later)
        self._wait_for_load(lambda: self.send("Page.reload"))
        self.run_first(*later)

    def _wait_for_load(self, act: Callable[[], object]) -> None:
        before = len(self.happened("Page.loadEventFired"))
        act()
        while len(self.happened("Page.loadEventFired")) == before:
            self.browser.read()
        # Chromium drops clicks and keys that come before it has painted.
        self.run("await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def happened(self, method: str) -> list[Message]:
        """List the events of one kind."""
        return [event["params"] for event in self.browser.events.get(self.session, []) if event["method"] == method]

    def run(self, script: str, **given: object) -> Any:  # noqa: ANN401 - what the script returns
        """Run the body of a function in the page, under the page's own policy, and give what it returns."""
        names, values = ", ".join(given), ", ".join(map(json.dumps, given.values()))
        reply = self.send(
            "Runtime.evaluate",
            expression=f"(async ({names}) => {{ {script} }})({values})",
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
            allowUnsafeEvalBlockedByCSP=False,
        )
        assert "exceptionDetails" not in reply, reply["exceptionDetails"]
        return reply["result"].get("value")

    def text(self, selector: str = "#page") -> str:
        """Give the text that the first element shows."""
        found: str = self.run("return document.querySelector(selector).innerText", selector=selector)
        return found

    def all(self, selector: str) -> list[str]:
        """Give the text content of every element, exactly."""
        found: list[str] = self.run(
            "return [...document.querySelectorAll(selector)].map((each) => each.textContent)", selector=selector
        )
        return found

    def wait_for(self, selector: str, saying: str) -> None:
        """Wait until an element says something."""
        self.run(
            """const all = () => [...document.querySelectorAll(selector)];
               const says = () => all().some((each) => each.innerText.includes(saying));
               for (let i = 0; i < 600 && !says(); i += 1) await new Promise((done) => setTimeout(done, 10));
               if (!says()) throw new Error(`${selector} never said ${saying}`);""",
            selector=selector,
            saying=saying,
        )

    def click(self, selector: str, saying: str = "", *, touch: bool = False) -> None:
        """Click, or tap, the middle of the first element that is seen and says something; nothing may cover it."""
        for _ in range(3):
            place = self._find_place(selector, saying)
            assert place and "x" in place, (selector, saying, place, self.text())
            self._put_down(place, touch=touch)
            # A busy browser drops clicks that come while it scrolls, or puts them where the element was before.
            if self.run("return landed"):
                return
        raise AssertionError(f"no click has reached {selector} {saying}")

    def _find_place(self, selector: str, saying: str) -> Any:  # noqa: ANN401 - x and y, or what is in the way
        return self.run(
            """const found = [...document.querySelectorAll(selector)].find((each) =>
                 each.textContent.includes(saying) && each.getClientRects().length);
               if (!found) return null;
               found.scrollIntoView({ block: "center", behavior: "instant" });
               const box = found.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
               const there = document.elementFromPoint(x, y);
               const labels = (each) => each.closest("label") && each.closest("label").contains(found);
               const hits = (each) => each && (found.contains(each) || labels(each));
               window.landed = new Promise((done) => {
                 const hear = ({ target }) => done(Boolean(hits(target)));
                 document.addEventListener("click", hear, { capture: true, once: true });
                 setTimeout(done, 2000, false);
               });
               return hits(there) ? { x, y } : { covered: there && there.outerHTML.slice(0, 200) };""",
            selector=selector,
            saying=saying,
        )

    def _put_down(self, place: dict[str, float], *, touch: bool) -> None:
        if touch:
            self.send("Input.dispatchTouchEvent", type="touchStart", touchPoints=[place])
            self.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
            return
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    def press(self, *keys: str) -> None:
        """Press keys: names such as Enter, or single signs."""
        for key in keys:
            code = _KEYS.get(key, ord(key.upper()) if len(key) == 1 else 0)
            sign = "\r" if key == "Enter" else key if len(key) == 1 else ""
            down: Literal["keyDown", "rawKeyDown"] = "keyDown" if sign else "rawKeyDown"
            self.send("Input.dispatchKeyEvent", type=down, key=key, text=sign, windowsVirtualKeyCode=code)
            self.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def type(self, text: str) -> None:
        """Type text into what has the focus, as an on-screen keyboard does."""
        self.send("Input.insertText", text=text)

    def photograph(self, file: Path, *, full: bool = False) -> None:
        """Keep a picture of the screen, or of the whole page."""
        shot = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        file.write_bytes(b64decode(shot["data"]))

    def print(self) -> bytes:
        """Print to PDF."""
        return b64decode(self.send("Page.printToPDF", preferCSSPageSize=True)["data"])

    def requests(self) -> list[str]:
        """List what the page asked of the world, beyond itself and data of its own."""
        asked = [event["request"]["url"] for event in self.happened("Network.requestWillBeSent")]
        return [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]

    def troubles(self) -> list[str]:
        """List errors, warnings and dialogs; of a sound page there are none."""
        thrown = [str(event["exceptionDetails"]) for event in self.happened("Runtime.exceptionThrown")]
        said = [str(event["entry"]["text"]) for event in self.happened("Log.entryAdded")]
        asked = [str(event["message"]) for event in self.happened("Page.javascriptDialogOpening")]
        return thrown + said + asked
