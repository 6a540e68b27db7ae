"""Which typed texts are the same, which are a slip away, and which never are."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import Match
from calcinosis_quiz.bank.text_matching import (
    Wanted,
    find_near_miss,
    find_refused,
    judge,
    match_level,
    matches,
    normalise,
    tidy,
)

# Letters of which no contrast (hyper/hypo, ab/ad, -ate/-ite, ...) and no negation can be made.
NEUTRAL = st.text("cgjkmqvwz", min_size=8, max_size=14)
PIECES = st.text() | st.lists(
    st.sampled_from([*"-(’'\u0345\u200b\u0130\u03c2\ufb01. 5aΩ", "\u0301", "\u2013", "ß"])  # noqa: RUF001 - on purpose
).map("".join)


def nearest(typed: str, wordings: list[str]) -> str | None:
    return find_near_miss(typed, Wanted(tuple(wordings)))


@pytest.mark.parametrize(
    ("typed", "wording"),
    [
        ("NXP2", "NXP-2"),
        ("nxp 2", "NXP-2"),
        ("TIF1\N{GREEK SMALL LETTER GAMMA}", "TIF1-gamma"),
        ("tif1-\N{GREEK CAPITAL LETTER GAMMA}", "TIF1 Gamma"),
        ("TNF-\N{GREEK SMALL LETTER ALPHA}", "tnf alpha"),
        ("\N{MICRO SIGN}", "mu"),
        ("\N{GREEK SMALL LETTER FINAL SIGMA}", "sigma"),
        ("Sjögren", "sjogren"),
        ("Sjo\N{COMBINING DIAERESIS}gren", "Sjögren"),
        ("Raynaud\N{RIGHT SINGLE QUOTATION MARK}s", "Raynaud's"),
        ("anti\N{EN DASH}MDA5", "anti-MDA5"),
        ("anti\N{EM DASH}MDA5", "anti-MDA5"),
        ("anti\N{NON-BREAKING HYPHEN}MDA5", "anti-MDA5"),
        ("anti\N{MINUS SIGN}MDA5", "anti-MDA5"),
        ("osteo\N{SOFT HYPHEN}blast", "osteoblast"),
        ("calci\N{LATIN SMALL LIGATURE FI}ed", "calcified"),
        ("con\N{LATIN SMALL LIGATURE FL}uent", "confluent"),
        ("Straße", "STRASSE"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER M}\N{FULLWIDTH LATIN CAPITAL LETTER J}", "mj"),
        ("CALCINOSIS Cutis", "calcinosis cutis"),
        ("calcinosis\N{NO-BREAK SPACE}cutis", "calcinosis cutis"),
        (' "calcinosis cutis." ', "calcinosis cutis"),
        ("(hydroxyapatite)", "hydroxyapatite"),
        ("-(hydroxyapatite)-", "hydroxyapatite"),
    ],
)
def test_a_different_spelling_of_the_same_words_matches(typed: str, wording: str) -> None:
    assert matches(typed, [wording])
    assert matches(wording, [typed])


@pytest.mark.parametrize(
    ("typed", "wording"),
    [
        ("osteoclast", "osteoblast"),
        ("NXP1", "NXP2"),
        ("hydroxyapatide", "hydroxyapatite"),
        ("calcinosis", "calcinosis cutis"),
        ("a,b", "ab"),
        ("", "x"),
        ("", ""),
        ("()", "[]"),
        (".", ".."),
        ("-", "+"),
    ],
)
def test_other_words_and_no_words_do_not_match(typed: str, wording: str) -> None:
    assert not matches(typed, [wording])
    assert not matches(wording, [typed])


def test_any_of_the_wordings_will_do() -> None:
    assert matches("anti MJ", ["NXP-2", "anti-MJ"])
    assert not matches("anti MJ", [])


@given(PIECES)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(PIECES, PIECES)
def test_matching_is_the_same_both_ways(one: str, other: str) -> None:
    assert matches(one, [other]) == matches(other, [one])


@given(PIECES)
def test_a_text_matches_itself_unless_nothing_is_in_it(text: str) -> None:
    assert matches(text, [text]) == bool(tidy(text))


@pytest.mark.parametrize(
    "typed",
    [
        "hydroxyapatide",
        "hydroyxapatite",
        "hydroxyapattite",
        "hydroxapatite",
        "ydroxyapatite",
        "hydroxyapatites",
        "HYDROXY-APATIDE",
    ],
)
def test_hydroxyapatite_with_one_slip_is_a_near_miss(typed: str) -> None:
    assert nearest(typed, ["calcium", "hydroxyapatite"]) == "hydroxyapatite"


@pytest.mark.parametrize(
    ("typed", "wording"),
    [
        ("diltiazam", "diltiazem"),
        ("calcinosis cutus", "calcinosis cutis"),
        ("a denosumab", "denosumab"),
        ("1,5 mg denosumab", "1.5 mg denosumab"),
    ],
)
def test_one_slip_in_other_words_is_a_near_miss(typed: str, wording: str) -> None:
    assert nearest(typed, [wording]) == wording


# What a similarity of 90 % would accept, and what one edit turns into another substance, number or meaning.
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("osteoclast", "osteoblast"),
        ("osteoclasts", "osteoblasts"),
        ("hypophosphatemia", "hyperphosphatemia"),
        ("thiosulfite", "thiosulfate"),
        ("bisphosphonite", "bisphosphonate"),
        ("anti-MDA", "anti-MDA5"),
        ("antibody to MDA", "antibody to MDA5"),
        ("antibody to NXP1", "antibody to NXP2"),
        ("NXP1", "NXP2"),
        ("NXP-1", "NXP-2"),
        ("10 mg", "100 mg"),
        ("10 mg of prednisolone", "100 mg of prednisolone"),
        ("1.5 mg of prednisolone", "15 mg of prednisolone"),
        ("1,5 mg of prednisolone", "15 mg of prednisolone"),
        ("12 mg of prednisolone", "21 mg of prednisolone"),
        ("abduction", "adduction"),
        ("abductor muscle", "adductor muscle"),
        ("interosseous", "intraosseous"),
        ("interarticular", "intraarticular"),
        ("endogenous", "exogenous"),
        ("afferent", "efferent"),
        ("cellulase", "cellulose"),
        ("prescription", "proscription"),
        ("antecubital", "anticubital"),
        ("typical", "atypical"),
        ("symptomatic", "asymptomatic"),
        ("clinically myopathic", "clinically amyopathic"),
        ("typical calcinosis", "atypical calcinosis"),
        ("infliximab", "rituximab"),
    ],
)
def test_words_that_mean_something_else_neither_match_nor_are_near_misses(one: str, other: str) -> None:
    for typed, wording in ((one, other), (other, one)):
        assert not matches(typed, [wording])
        assert nearest(typed, [wording]) is None


@pytest.mark.parametrize(
    ("typed", "wording"),
    [
        ("osteolast", "osteoblast"),
        ("hyporphosphatemia", "hypophosphatemia"),
        ("thiosulfte", "thiosulfate"),
        ("inteaarticular", "interarticular"),
    ],
)
def test_a_text_as_close_to_an_opposite_is_no_near_miss(typed: str, wording: str) -> None:
    assert nearest(typed, [wording]) is None


@pytest.mark.parametrize("wording", ["trunk", "plaques", "surgery", "limbs 12345"])
def test_below_eight_letters_nothing_is_a_near_miss(wording: str) -> None:
    typed = (f"x{wording}", wording[1:], f"{wording[1]}{wording[0]}{wording[2:]}", f"x{wording[1:]}")
    assert not any(nearest(each, [wording]) for each in typed)


@pytest.mark.parametrize("typed", ["", " ", "-", "diltiazem" * 10_000])
def test_nothing_and_very_long_texts_are_no_near_misses(typed: str) -> None:
    assert nearest(typed, ["diltiazem"]) is None


def test_the_first_wording_that_is_near_is_suggested() -> None:
    assert nearest("vasodilator", ["vasodilators", "vasodilatory"]) == "vasodilators"
    assert nearest("vasodilator", ["vasodilators", "vasodilator"]) is None


@given(NEUTRAL, st.data())
def test_each_single_slip_in_a_long_word_is_a_near_miss(wording: str, data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(wording) - 2))
    letter = data.draw(st.sampled_from("cgjkmqvwz"))
    added, dropped = wording[:i] + letter + wording[i:], wording[:i] + wording[i + 1 :]
    changed = wording[:i] + letter + wording[i + 1 :]
    swapped = wording[:i] + wording[i + 1] + wording[i] + wording[i + 2 :]
    for typed in (added, dropped, changed, swapped):
        assert nearest(typed, [wording]) == (None if typed == wording else wording)


@given(NEUTRAL, st.permutations("hlrsu"))
def test_two_slips_are_one_too_many(wording: str, new: list[str]) -> None:
    one, two, *_ = new
    last = len(wording) - 1
    assert nearest(f"{one}{wording}{two}", [wording]) is None
    assert nearest(f"{one}{wording[1:last]}{two}", [wording]) is None
    assert nearest(f"{one}{wording[1:]}{two}", [wording]) is None


@given(NEUTRAL, NEUTRAL.flatmap(lambda word: st.sampled_from([word, word[1:], word[::-1]])))
def test_a_near_miss_is_one_both_ways(one: str, other: str) -> None:
    assume(len(other) >= 8)
    assert bool(nearest(one, [other])) == bool(nearest(other, [one]))


@given(st.text("aeioubcdlt5- ", min_size=7, max_size=11), st.data())
def test_what_matches_is_never_a_near_miss(wording: str, data: st.DataObject) -> None:
    typed = data.draw(st.sampled_from([wording, wording.upper(), wording.replace(" ", "-"), f"({wording})"]))
    assume(matches(typed, [wording]))
    assert nearest(typed, [f"x{wording}", wording]) is None


@pytest.mark.parametrize(
    ("accept", "reject", "level"),
    [
        ("schon", "sch\u00f6n", "accents"),
        ("TP53", "tp53", "case"),
        ("papa", "pap\u00e1", "accents"),
        ("TP53", "TP-53", "exact"),
        ("urate", "oxalate", "lenient"),
        ("!=", "==", "lenient"),  # signs are compared sign by sign at every level
    ],
)
def test_a_refused_wording_raises_the_level_until_it_differs(accept: str, reject: str, level: str) -> None:
    wanted = Wanted((accept,), (reject,))
    assert match_level(wanted) == level
    assert (judge(accept, wanted), judge(reject, wanted)) == ("right", "refused")


@given(PIECES, PIECES, st.sampled_from(["lenient", "case", "accents", "exact"]), st.sampled_from(["en", "de", "tr"]))
def test_what_is_accepted_as_written_is_right_and_what_is_refused_as_written_is_not(
    accept: str, reject: str, match: Match, language: str
) -> None:
    assume(tidy(accept) != tidy(reject))
    wanted = Wanted((accept,), (reject,), match, language)
    assert judge(accept, wanted) == ("right" if tidy(accept) else "empty")
    assert judge(reject, wanted) == ("refused" if tidy(reject) else "empty")
    assert (find_refused(reject, wanted) == 0) == bool(tidy(reject))
