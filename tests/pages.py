"""Pages that the program writes, opened in a real browser at the width of a phone or a desk, in the light or the dark.

The page is put as it is into a frame of that width; a script of the outer page then looks at it.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from html import escape, unescape
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec import Struct, convert

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM: Final = next((path for name in _NAMES if (path := shutil.which(name))), "/usr/bin/chromium")
FLAGS: Final = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-dev-shm-usage --hide-scrollbars --force-color-profile=srgb"
).split()
AXE: Final = Path(__file__).parent / "clients" / "node_modules" / "axe-core" / "axe.min.js"
_LOOK: Final = """
const wide = [];
const frame = document.querySelector("iframe"), inner = frame.contentDocument, errors = [];
const width = inner.documentElement.clientWidth;
for (const each of inner.body.querySelectorAll("*")) {
  const box = each.getBoundingClientRect();
  if (box.width && box.right > width + 1 && !each.closest(".scroll > *, details:not([open]) > :not(summary)"))
    wide.push(each.tagName + "." + (each.getAttribute("class") || ""));
}
const sizes = [...inner.querySelectorAll("svg.plot text")].map(e => e.getBoundingClientRect().height);
done({wide, scroll_width: inner.documentElement.scrollWidth, width, smallest: Math.min(99, ...sizes)});
"""


class Look(Struct, frozen=True):
    """What was found: elements that stick out to the right, widths in pixels, and the smallest letters in a plot."""

    wide: list[str]
    scroll_width: int
    width: int
    smallest: float
    complaints: list[str]


def need_chromium() -> None:
    """Skip on a machine without the browser; fail where the tests must prove something."""
    _need(Path(CHROMIUM), "chromium")


def write_frame(page: str, size: tuple[int, int], script: str = "") -> str:
    """Write an outer page that shows a page in a frame of so many pixels, and runs a script when it is there."""
    width, height = size
    run = (
        f"<script>const done = found => {{ const out = document.createElement('template'); out.id = 'found';"
        f"out.dataset.found = JSON.stringify(found); document.body.append(out); }};"
        f"document.querySelector('iframe').addEventListener('load', async () => {{ {script} }});</script>"
        if script
        else ""
    )
    style = f"html, body {{ margin: 0 }} iframe {{ border: 0; display: block; width: {width}px; height: {height}px }}"
    # The script stands before the frame gets its content, so that it cannot come too late.
    return (
        f'<!DOCTYPE html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><style>{style}</style>'
        f'<body><iframe></iframe>{run}<template id="page">{escape(page)}</template>'
        "<script>document.querySelector('iframe').srcdoc = document.querySelector('#page').content.textContent;</script>"
    )


def look(page: str, width: int = 360, *, dark: bool = False) -> Look:
    """Open a page and look at it; `complaints` are what the browser writes to its console."""
    need_chromium()
    dom, complaints = _open(write_frame(page, (width, 900), _LOOK), dark=dark)
    return convert({**_found(dom), "complaints": complaints}, Look)


def check_access(page: str, width: int = 1280, *, dark: bool = False) -> list[str]:
    """Name what axe-core finds wrong for people who do not see, or do not use a mouse."""
    need_chromium()
    _need(AXE, "axe-core")
    script = "done({violations: (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))});"
    opened = re.sub(r"<meta http-equiv=.Content-Security-Policy[^>]*>", "", page)
    opened = opened.replace("<details>", "<details open>")
    run = f"const done = found => {{ const out = document.createElement('template'); out.id = 'found'; out.dataset.found = JSON.stringify(found); document.body.append(out); }}; addEventListener('load', async () => {{ {script} }});"
    scripts = f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{run}</script></body>"
    dom, _ = _open(opened.replace("</body>", scripts), dark=dark, flags=(f"--window-size={width},900",))
    violations: list[str] = _found(dom)["violations"]
    return violations


def _open(text: str, *, dark: bool, flags: tuple[str, ...] = ("--window-size=1400,1000",)) -> tuple[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        outer = Path(folder) / "outer.html"
        outer.write_text(text, encoding="utf-8")
        scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
        command = [
            CHROMIUM, *FLAGS, scheme, *flags, f"--user-data-dir={folder}/profile",
            "--enable-logging=stderr", "--virtual-time-budget=60000", "--dump-dom", outer.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def _found(dom: str) -> dict[str, Any]:
    found = re.search(r'data-found="([^"]*)"', dom)
    assert found, f"the page gave no result:\n{dom[-2000:]}"
    given: dict[str, Any] = json.loads(unescape(found[1]))
    return given


def _need(path: Path, name: str) -> None:
    if not path.exists():
        message = f"{name} is missing; `npm install --prefix tests/clients --no-package-lock` and a browser bring it"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
