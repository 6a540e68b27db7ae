"""How tests answer on the page: each type by clicks and by keys, and what the page keeps of it."""

import json
from collections.abc import Callable
from typing import Any

from tests.export.html.browser import Page

Steps = Callable[[Page], None]


def start(page: Page, mode: str = "") -> None:
    """Leave the first screen."""
    if mode:
        page.click(".cards label", mode)
    page.click("button", "Start")


def kept(page: Page) -> dict[str, Any]:
    """Read what the page keeps of the session; empty where there is none."""
    return _read_kept(page)[1]


def _read_kept(page: Page) -> tuple[str, dict[str, Any]]:
    name, content = page.run(
        """const name = Object.keys(localStorage).find((each) => each !== "calcinosis-quiz code") || "";
           return [name, localStorage.getItem(name) || "{}"];"""
    )
    return name, json.loads(content)


def put_back(page: Page, **changes: object) -> None:
    """Load the page again with something changed in what it has kept, as if time had passed."""
    name, state = _read_kept(page)
    page.run_first(f"localStorage.setItem({json.dumps(name)}, {json.dumps(json.dumps(state | changes))});")
    page.reload()
    page.run_first()


def letter_of(page: Page, text: str) -> str:
    """Find the letter before a text."""
    found: str = page.run(
        """const option = [...document.querySelectorAll(".option")].find((each) => each.textContent.includes(text));
           return option.querySelector(".letter").textContent;""",
        text=text,
    )
    return found


def tap(*texts: str) -> Steps:
    """Tap options, one after the other."""

    def steps(page: Page) -> None:
        for text in texts:
            page.click(".option", text)

    return steps


def letters(*texts: str) -> Steps:
    """Press the letters of options."""

    def steps(page: Page) -> None:
        for text in texts:
            page.press(letter_of(page, text).lower())

    return steps


def digits(*texts: str) -> Steps:
    """Press the places of options."""

    def steps(page: Page) -> None:
        for text in texts:
            sign = letter_of(page, text)
            page.press(str("TF".index(sign) + 1 if sign in "TF" else ord(sign) - 64))

    return steps


def arrow_to(text: str) -> Steps:
    """Move through the options by arrow."""

    def steps(page: Page) -> None:
        page.press("ArrowDown", " ")
        for _ in range(6):
            chosen = page.run("return document.querySelector('input:checked').closest('label').textContent")
            if text in chosen:
                return
            page.press("ArrowDown")

    return steps


def write(*texts: str, field: str = "input[type=text]") -> Steps:
    """Click into each field and type."""

    def steps(page: Page) -> None:
        for i, text in enumerate(texts):
            page.run("document.querySelectorAll(field)[i].focus()", field=field, i=i)
            page.type(text)

    return steps


def by_tab(*texts: str) -> Steps:
    """Press Tab to come to each field, and type."""

    def steps(page: Page) -> None:
        page.press("ArrowDown")
        for i, text in enumerate(texts):
            if i:
                page.press("Tab")
            page.type(text)

    return steps


def pick(**choices: str) -> Steps:
    """Pick from the list of each prompt."""

    def steps(page: Page) -> None:
        for prompt, choice in choices.items():
            page.run(
                """const label = [...document.querySelectorAll("label.prompt")]
                     .find((each) => each.textContent.includes(prompt));
                   const list = document.getElementById(label.htmlFor);
                   list.selectedIndex = [...list.options].findIndex((each) => each.textContent.includes(choice));
                   list.dispatchEvent(new Event("change", { bubbles: true }));""",
                prompt=prompt,
                choice=choice,
            )

    return steps


def letters_of_pairs(*choices: str) -> Steps:
    """Press, prompt by prompt, its number, and then the letter of its choice, as the list itself takes it."""

    def steps(page: Page) -> None:
        for i, choice in enumerate(choices, 1):
            page.run("document.activeElement.blur()")
            page.press(str(i))
            sign = page.run(
                """return [...document.activeElement.options].find((each) => each.textContent.includes(choice))
                     .textContent[0]""",
                choice=choice,
            )
            page.press(sign.lower())

    return steps
