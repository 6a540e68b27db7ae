"""Generated banks for the properties of forms."""

from typing import Any

from hypothesis import strategies as st
from msgspec import structs

from calcinosis_quiz.bank.items import (
    AuthoredItem,
    Bank,
    Case,
    Cloze,
    ExtendedMatching,
    Matching,
    MultipleResponse,
    Numeric,
    Ordering,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library, LoadedBank

TYPES = (SingleBestAnswer, MultipleResponse, TrueFalse, Cloze, ShortAnswer, Numeric, Ordering, Matching)
LEVELS = ("remember", "understand", "apply", "evaluate")
DIFFICULTIES = ("easy", "medium", "hard")


@st.composite
def libraries(draw: st.DrawFn, most: int = 24, topics: int = 3, levels: int = 4, facts: int = 12) -> Library:
    """Draw a bank of questions of all types, on topics, at levels and about facts that they share."""
    described: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
        {
            "topic": st.sampled_from([f"topic-{i}" for i in range(topics)]),
            "level": st.sampled_from(LEVELS[:levels]),
            "difficulty": st.sampled_from(DIFFICULTIES),
            "facts": st.sets(st.sampled_from([f"fact-{i}" for i in range(facts)]), max_size=2).map(
                lambda names: tuple(sorted(names))
            ),
        }
    )
    count = draw(st.integers(1, most))
    items: list[AuthoredItem] = []
    for i in range(count):
        item: AuthoredItem = draw(st.one_of(*(st.from_type(kind) for kind in TYPES)))
        items.append(structs.replace(item, id=f"item-{i}", **draw(described)))
    if draw(st.booleans()):
        items.append(_draw_set(draw, described))
    bank = Bank(format=1, bank="generated", title="Generated", items=tuple(items))
    return Library((LoadedBank("generated.yaml", bank, None),))


def _draw_set(draw: st.DrawFn, described: st.SearchStrategy[dict[str, Any]]) -> ExtendedMatching:
    cases = tuple(
        Case(id=f"case-{i}", stem=f"Case {i}", answer="first", **draw(described))
        for i in range(draw(st.integers(1, 3)))
    )
    options = tuple(Reasoned(text=text) for text in ("first", "second", "third"))
    return ExtendedMatching(id="a-set", theme="A theme", stem="Which?", options=options, cases=cases)
