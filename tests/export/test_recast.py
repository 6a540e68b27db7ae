"""Spellings of accepted answers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from calcinosis_quiz.bank.text_matching import Wanted, capitals_count, matches
from calcinosis_quiz.export.recast import spellings

SIGNS = "abcABC 123-\u2013\u03b1\u03b2\u039b\u00e7\u00e9.'"
wordings = st.text(SIGNS, min_size=1, max_size=12).filter(lambda text: matches(text, [text]))


@settings(deadline=None)  # the first call builds tables
@given(wordings)
def test_every_spelling_is_one_that_our_marking_accepts(wording: str) -> None:
    assert all(matches(text, [wording]) for text in spellings(Wanted((wording,))))


@settings(deadline=None)  # the first call builds tables
@given(st.lists(wordings, min_size=1, max_size=4))
def test_no_spelling_stands_twice_and_the_author_s_own_comes_first(accepted: list[str]) -> None:
    wanted = Wanted(tuple(accepted))
    found = spellings(wanted)
    assert found[0] == " ".join(accepted[0].split())
    assert len({text if capitals_count(wanted) else text.casefold() for text in found}) == len(found)


def test_hyphens_joints_greek_and_accents_get_their_usual_spellings() -> None:
    assert {"NXP-2", "NXP 2", "NXP2"} <= set(spellings(Wanted(("NXP-2",))))
    assert {"MDA5", "MDA-5", "MDA 5"} <= set(spellings(Wanted(("MDA5",))))
    assert {"TNF-\u03b1", "TNF-alpha", "TNF alpha"} <= set(spellings(Wanted(("TNF-\u03b1",))))
    assert "Sjogren" in spellings(Wanted(("Sjögren",)))
    assert spellings(Wanted(("calcium phosphate",))) == ("calcium phosphate",)
