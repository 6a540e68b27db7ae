"""Pages that the program writes, opened in a real browser at the width of a phone or a desk, in the light or the dark.

The page is put as it is into a frame of that width; a script of the outer page then looks at it.
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, convert
from tests.foreign import need_chromium, need_module

_FLAGS: Final = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-dev-shm-usage --hide-scrollbars --force-color-profile=srgb"
)
FLAGS: Final = tuple(_FLAGS.split())
_REPORT: Final = """
const done = found => {
  const out = document.createElement("template");
  out.id = "found";
  out.dataset.found = JSON.stringify(found);
  document.body.append(out);
};
"""
_LOOK: Final = """
const found = [], frames = document.querySelectorAll("iframe");
frames.forEach((frame, place) => frame.addEventListener("load", () => {
  const inner = frame.contentDocument, width = inner.documentElement.clientWidth, wide = [];
  if (!inner.querySelector("h1")) return;
  for (const each of inner.body.querySelectorAll("*")) {
    const box = each.getBoundingClientRect();
    if (box.width && box.right > width + 1 && !each.closest(".scroll > *, details:not([open]) > :not(summary)"))
      wide.push(each.tagName + "." + (each.getAttribute("class") || ""));
  }
  const letters = [...inner.querySelectorAll("svg.plot text")].map(each => each.getBoundingClientRect().height);
  const paper = inner.defaultView.getComputedStyle(inner.body).backgroundColor;
  const scroll_width = inner.documentElement.scrollWidth;
  found[place] = {wide, scroll_width, width, smallest: Math.min(99, ...letters), paper};
  if (Object.keys(found).length === frames.length) done(found);
}));
"""
_AXE: Final = """
addEventListener("load", async () => {
  const rules = %s, options = rules.length ? {runOnly: rules} : {};
  const found = await axe.run(document, options);
  done(found.violations.map(each => each.id + ": " + each.nodes.map(node => node.html).join(" ")));
});
"""


class Look(Struct, frozen=True):
    """What was found on a page.

    `wide` are elements that stick out to the right, `smallest` is the height of the smallest letters in a plot, in
    pixels; `paper` is the colour behind everything.
    """

    wide: list[str]
    scroll_width: int
    width: int
    smallest: float
    paper: str


def write_frames(page: str, sizes: Sequence[tuple[int, int]], script: str = "") -> str:
    """Write an outer page that shows a page in frames of so many pixels; the script is there before the page is."""
    frames = "".join(f'<iframe style="width: {width}px; height: {height}px"></iframe>' for width, height in sizes)
    return (
        '<!DOCTYPE html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        "<style>html, body { margin: 0 } iframe { border: 0; display: block }</style>"
        f"<body>{frames}<template>{escape(page)}</template><script>{_REPORT}{script}"
        "const page = document.querySelector('template').content.textContent;"
        "for (const frame of document.querySelectorAll('iframe')) frame.srcdoc = page;</script>"
    )


def look(page: str, widths: Sequence[int] = (360,), *, dark: bool = False) -> tuple[list[Look], list[str]]:
    """Open a page in the browser at some widths; give what was found, and what the browser wrote to its console."""
    dom, complaints = _open(write_frames(page, [(width, 900) for width in widths], _LOOK), dark=dark)
    return convert(_found(dom), list[Look]), complaints


def check_access(page: str, *, dark: bool = False) -> list[str]:
    """Name what axe-core finds wrong for people who do not see, or do not use a mouse; all is unfolded.

    In the dark only the colours are looked at: nothing else can differ.
    """
    axe = need_module("axe-core") / "axe.min.js"
    opened = re.sub(r"<meta http-equiv=.Content-Security-Policy[^>]*>", "", page).replace("<details>", "<details open>")
    rules = ["color-contrast"] if dark else []
    scripts = (
        f"<script>{axe.read_text(encoding='utf-8')}</script><script>{_REPORT}{_AXE % json.dumps(rules)}</script></body>"
    )
    dom, _ = _open(opened.replace("</body>", scripts), dark=dark)
    violations: list[str] = _found(dom)
    return violations


def _open(text: str, *, dark: bool) -> tuple[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        outer = Path(folder) / "outer.html"
        outer.write_text(text, encoding="utf-8")
        scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
        command = [
            need_chromium(), *FLAGS, "--window-size=1400,1000", scheme, f"--user-data-dir={folder}/profile",
            "--enable-logging=stderr", "--virtual-time-budget=60000", "--dump-dom", outer.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def _found(dom: str) -> Any:  # noqa: ANN401 - what a script of these tests found
    found = re.search(r'data-found="([^"]*)"', dom)
    assert found, f"the page gave no result:\n{dom[-2000:]}"
    return json.loads(unescape(found[1]))
