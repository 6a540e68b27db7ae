"""The page itself: a template, its style and scripts by hash, and the questions as data that nothing runs."""

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Final, Literal

from msgspec import Struct, json

from calcinosis_quiz.bank.fingerprint import bank_version, fingerprint
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.html.question import Asked, ask
from calcinosis_quiz.export.loss import account_for
from calcinosis_quiz.export.marking_scripts import read_marking_scripts
from calcinosis_quiz.export.texts_around import by_topic
from calcinosis_quiz.quiz.marking import Policy
from calcinosis_quiz.quiz.presentation import Presented

Mode = Literal["practice", "exam"]
# In this order they become one script, after those that compare typed answers.
SCRIPTS: Final = (
    "marking", "shuffle", "element", "entry", "remarks", "session", "result", "store",
    "controls", "feedback", "start", "asking", "review", "ending", "paper", "keys", "main",
)  # fmt: skip
STYLES: Final = ("style", "print")
_DIGITS: Final = 8
# Signs that could end the element that holds the data, and those that older scripts take for line ends.
_IN_DATA: Final = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


class Settings(Struct, frozen=True, kw_only=True):
    """How the page asks. `time_limit`: seconds for an exam, None where there is no limit.

    `form` and `fingerprint` name a form whose paper this is: then the order of everything is that of the paper.
    """

    title: str
    mode: Mode = "practice"
    time_limit: int | None = None
    keyed: bool = True
    policies: tuple[Policy, ...] = ()
    form: str = ""
    fingerprint: str = ""


class BankNamed(Struct, frozen=True):
    """A bank that questions came from, and its version, as a result file names them."""

    bank: str
    version: str


class PageData(Struct, frozen=True, kw_only=True):
    """All that the scripts know."""

    title: str
    notices: tuple[str, ...]
    mode: Mode
    time_limit: int | None
    keyed: bool
    form: str
    fingerprint: str
    is_fixed: bool
    banks: tuple[BankNamed, ...]
    questions: tuple[Asked, ...]


def write_page(library: Library, paper: Sequence[Presented], settings: Settings) -> bytes:
    """Write questions as one HTML page; the same inputs give the same bytes.

    Raises QuizError when a picture is gone.
    """
    script = "\n".join([read_marking_scripts(), *(_read(f"{name}.js") for name in SCRIPTS)])
    style = "\n".join(_read(f"{name}.css") for name in STYLES)
    data = json.encode(collect(library, paper, settings)).decode()
    for sign, written in _IN_DATA.items():
        data = data.replace(sign, written)
    page = Template(_read("page.html")).substitute(
        title=escape(settings.title),
        script_hash=_hash(script),
        style_hash=_hash(style),
        style=style,
        script=script,
        data=data,
    )
    return page.encode()


def collect(library: Library, paper: Sequence[Presented], settings: Settings) -> PageData:
    """Collect what the page knows; without keys, nothing in it depends on one. Raises UnaccountedError."""
    topics = {
        question.id: title
        for title, members in by_topic(library, [each.question for each in paper])
        for question in members
    }
    asked = tuple(
        ask(
            library,
            each,
            topic=topics[each.question.id],
            keyed=settings.keyed,
            fixed_order=bool(settings.fingerprint),
            policies=settings.policies,
        )
        for each in paper
    )
    account_for([each.question for each in paper], [each.id for each in asked])
    # Fingerprints of questions follow from their keys too, so those of a page without keys follow from what is shown.
    states = [fingerprint(library, each.question) for each in paper] if settings.keyed else map(json.encode, asked)
    code = settings.fingerprint or sha256("\n".join(map(str, states)).encode()).hexdigest()[:_DIGITS]
    names = dict.fromkeys(library.bank_of(each.question.id).bank.bank for each in paper)
    version = bank_version(library) if settings.keyed else code
    return PageData(
        title=settings.title,
        notices=tuple(filter(None, library.describe()[1].splitlines())),
        mode=settings.mode,
        time_limit=settings.time_limit,
        keyed=settings.keyed,
        form=settings.form,
        fingerprint=code,
        is_fixed=bool(settings.fingerprint),
        banks=tuple(BankNamed(name, version) for name in names),
        questions=asked,
    )


@cache
def _read(name: str) -> str:
    return files("calcinosis_quiz").joinpath("export", "html", "templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
