"""Banks of one item of every type, all of whose texts are hostile."""

from decimal import Decimal

from hypothesis import strategies as st
from tests.export.paper.papers import TEXTS

from calcinosis_quiz.bank.items import (
    AuthoredItem,
    Bank,
    Case,
    Cloze,
    ExtendedMatching,
    Gap,
    LaterEvidence,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Option,
    Ordering,
    Pair,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library, LoadedBank


@st.composite
def hostile_libraries(draw: st.DrawFn) -> Library:
    """Draw a library; its texts are numbered, so that no two are the same."""
    count = 0

    def text() -> str:
        nonlocal count
        count += 1
        return f"{draw(TEXTS)} n{count}"

    def options(keys: int, wrong: int) -> tuple[Option, ...]:
        return tuple(Option(text=text(), correct=i < keys, why=text()) for i in range(keys + wrong))

    cases = tuple(Reasoned(text=text(), why=text()) for _ in range(3))
    # What stands in double braces is a gap, so a cloze gets its own.
    around = [text().replace("{", "(").replace("}", ")") for _ in range(3)]
    later = LaterEvidence(text=text(), kind="since", date="2020", as_of="2026-11", source=text())
    items: tuple[AuthoredItem, ...] = (
        SingleBestAnswer(id="a", stem=text(), options=options(1, 3), explanation=text(), later_evidence=later),
        MultipleResponse(id="b", stem=text(), options=options(2, 2), objective=text()),
        TrueFalse(id="c", stem=text(), answer=True, why_true=text(), true_label=text(), false_label=text()),
        Cloze(id="d", text="{{g1}}".join(around), gaps=(Gap(hint=text(), why=text()), Gap(accept=(text(),)))),
        ShortAnswer(id="e", stem=text(), accept=(text(), text()), reject=(Reasoned(text=text(), why=text()),)),
        Numeric(id="f", stem=text(), value=Decimal(7), unit=text()),
        Ordering(id="g", stem=text(), entries=tuple(Reasoned(text=text(), why=text()) for _ in range(3))),
        Matching(id="h", stem=text(), pairs=tuple(Pair(prompt=text(), choice=text(), why=text()) for _ in range(2))),
        ExtendedMatching(
            id="i",
            theme=text(),
            stem=text(),
            options=cases,
            cases=(Case(id="i1", stem=text(), answer=cases[0].text), Case(id="i2", stem=text(), answer=cases[1].text)),
        ),
        Open(id="j", stem=text(), model_answer=text(), points=(text(), text())),
    )
    return Library((LoadedBank("bank.yaml", Bank(format=1, bank="hostile", title=text(), items=items), None),))
