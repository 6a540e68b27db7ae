"""Rules about which options may stand in a list at all."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from calcinosis_quiz.bank.items import MultipleResponse
from calcinosis_quiz.bank.lint.english import content_words, root_of, words_of
from calcinosis_quiz.bank.lint.question_view import Asked
from calcinosis_quiz.bank.lint.rule import HALADYNA, NBME, RUBRIC, About, Remark, question_rule
from calcinosis_quiz.bank.problems import quote
from calcinosis_quiz.bank.questions import CaseQuestion

_CATCH_ALL: Final = re.compile(
    r"(all|none|any|neither|some|most|two|more than one|both)( (one|two))? (of )?(the )?"
    r"(above|these|those|them|others?|options|answers|preceding|following)( (options|answers|choices))?|"
    r"(all|none) (are|is) (correct|true|right)|not (listed|given|named) here|(an)?other (answer|option)",
    re.IGNORECASE,
)
_LABEL: Final = r"\(?(?:[1-9]|[ivx]{1,4}|[a-h])\)?"
_NUMBERED: Final = re.compile(
    rf"(?:statements? |both )?{_LABEL}(?:(?:,? and |, ?| ?& ?|,? or |,? with ){_LABEL})*(?: only| alone)?",
    re.IGNORECASE,
)
_STATEMENTS: Final = re.compile(r"(?<!\w)\(?(?:1|i|a)[).:] ", re.IGNORECASE)
_TRUTHS: Final = frozenset(
    {"yes", "no", "true", "false", "agree", "disagree", "correct", "incorrect", "right", "wrong"}
)
_ARTICLES: Final = frozenset({"a", "an", "the"})
_SYMBOL_LETTERS: Final = 4  # at most: below it a text is a sign, not a word
# Signs that tell one option from another; a minus only before a digit.
_SIGNS: Final = re.compile(r"[^\w\s.,;:'\"()\-\u2010-\u2015\u2018-\u201d]|(?<!\w)[-\u2212](?=\d)")
_LEAST, _MOST = 3, 6
_MOST_WANTED: Final = {"multiple-response": 8, "extended-matching": 26}
_OPPOSITES: Final = (
    ("increase", "decrease"),
    ("increased", "decreased"),
    ("increases", "decreases"),
    ("rises", "falls"),
    ("raised", "lowered"),
    ("high", "low"),
    ("higher", "lower"),
    ("longer", "shorter"),
    ("larger", "smaller"),
    ("hyper", "hypo"),
    ("before", "after"),
    ("with", "without"),
    ("present", "absent"),
    ("more", "less"),
    ("early", "late"),
    ("proven", "disproven"),
    ("safe", "unsafe"),
)


def is_catch_all(text: str) -> bool:
    """Return whether an option says all of the above, none of these or the like."""
    return bool(_CATCH_ALL.fullmatch(text.strip(" .")))


@question_rule(
    About(
        id="all-or-none-of-the-above",
        severity="warning",
        knows_english=True,
        rationale="One other option known to be true, or false, settles it without the rest.",
        source=f"{NBME}; {HALADYNA}; {RUBRIC}",
        bad="""
stem: Which finding is typical of gout?
options:
  - {text: Raised serum urate, correct: true}
  - {text: Needle-shaped crystals}
  - {text: All of the above}
""",
        good="""
stem: Which crystal shape is typical of gout?
options:
  - {text: Cubes}
  - {text: Needles, correct: true}
  - {text: Rhomboids}
""",
    )
)
def all_or_none_of_the_above(asked: Asked) -> Iterator[Remark]:
    """Find options that speak of the other options."""
    for choice in asked.choices:
        if is_catch_all(choice.text):
            message = (
                f"{quote(choice.text)} speaks of the other options, so a reader who knows one of them can answer. "
                "Replace it by an option of its own."
            )
            yield choice.steps, message


@question_rule(
    About(
        id="combined-options",
        severity="error",
        knows_english=True,
        rationale="Options that combine numbered statements test puzzle solving, and give clues by elimination.",
        source=f"{HALADYNA}; {RUBRIC}",
        bad="""
stem: "Consider (1) rash, (2) weakness, (3) deafness. Which go with dermatomyositis?"
options: [{text: 1 and 2, correct: true}, {text: 1 and 3}, {text: "1, 2 and 3"}]
""",
        good="""
type: multiple-response
stem: Which findings go with dermatomyositis?
options: [{text: Deafness}, {text: Rash, correct: true}, {text: Tremor}, {text: Weakness, correct: true}]
""",
    )
)
def combined_options(asked: Asked) -> Iterator[Remark]:
    """Find lists of numbers of statements as options, under a stem that numbers its statements."""
    if not _STATEMENTS.search(asked.stem):
        return
    combined = [choice for choice in asked.choices if _NUMBERED.fullmatch(choice.text.strip(" ."))]
    if len(combined) >= 2:
        message = (
            f"{len(combined)} options are combinations of numbered statements, such as {quote(combined[0].text)}. "
            "Ask for one best answer, or use the type multiple-response."
        )
        yield ("options",), message


@question_rule(
    About(
        id="true-false-options",
        severity="error",
        knows_english=True,
        rationale="Options that only say yes and no hide a true-false item, which has a type of its own.",
        source=RUBRIC,
        bad="""
stem: Is gout caused by urate crystals?
options: [{text: "Yes", correct: true}, {text: "No"}]
""",
        good="""
type: true-false
stem: Gout is caused by urate crystals.
answer: true
""",
    )
)
def true_false_options(asked: Asked) -> Iterator[Remark]:
    """Find two or more options that are nothing but yes, no, true or false, or open with it."""
    openings = [words[0] for choice in asked.choices if (words := words_of(choice.text))]
    if sum(opening in _TRUTHS for opening in openings) >= max(2, len(asked.choices) - 1):
        yield ("options",), "the options only say yes or no. Use the type true-false, or ask which, what or where."


@question_rule(
    About(
        id="option-count",
        severity="warning",
        rationale="Fewer than three options leave it to luck; beyond six, few of them are ever chosen.",
        source=HALADYNA,
        bad="""
stem: Which joint does gout favour?
options: [{text: The big toe, correct: true}, {text: The hip}]
""",
        good="""
stem: Which joint does gout favour?
options: [{text: The big toe, correct: true}, {text: The hip}, {text: The shoulder}]
""",
    )
)
def option_count(asked: Asked) -> Iterator[Remark]:
    """Find lists that are too short or too long for their type."""
    most = _MOST_WANTED.get(asked.question.type, _MOST)
    if asked.choices and len(asked.choices) < _LEAST:
        yield ("options",), f"{len(asked.choices)} options leave too much to luck. Write three to five plausible ones."
    elif len(asked.choices) > most:
        message = f"{len(asked.choices)} options are more than readers weigh. Keep the {most} most plausible at most."
        yield ("options",), message


def _essence(text: str) -> tuple[str, ...]:
    """Return what two options share that say the same: their words without articles, hyphens and plurals.

    Words joined by `and` may come in any order. Signs count (C, C++), and in symbols capitals do (Co, CO); what runs
    over several lines, as code does, says the same as nothing else.
    """
    if "\n" in text.strip():
        return ()
    if sum(sign.isalpha() for sign in text) <= _SYMBOL_LETTERS:
        return (text.strip(),)
    folded = text.casefold()
    parts = (words_of(part) for part in re.split(r"\band\b|\bor\b", folded))
    written = ("".join(root_of(word) for word in words if word not in _ARTICLES) for words in parts)
    joined = sorted(set(re.findall(r"\band\b|\bor\b", folded)))
    essence = sorted({part.replace("-", "") for part in written if part})
    return (*essence, "|", *joined, *sorted(_SIGNS.findall(text))) if essence else ()


@question_rule(
    About(
        id="near-duplicate-options",
        severity="warning",
        rationale="Two options that say the same cannot both be right, so both can be crossed out.",
        source=f"{HALADYNA}; {RUBRIC}",
        bad="""
stem: What forms in gout?
options: [{text: A tophus, correct: true}, {text: Bone spurs}, {text: The bone spur}, {text: A ganglion}]
""",
        good="""
stem: What forms in gout?
options: [{text: A bone spur}, {text: A ganglion}, {text: A tophus, correct: true}]
""",
    )
)
def near_duplicate_options(asked: Asked) -> Iterator[Remark]:
    """Find pairs of options with the same words."""
    for one, other in combinations(asked.choices, 2):
        if _essence(one.text) and _essence(one.text) == _essence(other.text):
            message = f"{quote(other.text)} says the same as {quote(one.text)}. Replace one of them."
            yield other.steps, message


@question_rule(
    About(
        id="contained-option",
        severity="warning",
        knows_english=True,
        rationale="When one option holds another, both cannot be wrong together, so the choice narrows by logic alone.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
stem: Which symptom is most typical?
options: [{text: Fever}, {text: Fever and weight loss}, {text: Cough, correct: true}]
""",
        good="""
stem: Which symptom is most typical?
options: [{text: Cough, correct: true}, {text: Fever}, {text: Weight loss}]
""",
    )
)
def contained_option(asked: Asked) -> Iterator[Remark]:
    """Find an option all of whose words stand in another one beside `and`."""
    if isinstance(asked.question, MultipleResponse | CaseQuestion):
        return
    for one in asked.choices:
        for other in asked.choices:
            inner, outer = content_words(one.text), content_words(other.text)
            if inner and inner < outer and re.search(r"\b(and|with|plus)\b", other.text) and " and " not in one.text:
                message = (
                    f"{quote(other.text)} holds {quote(one.text)}: whoever rejects the short one has rejected the "
                    "long one too. Make the options exclude one another."
                )
                yield other.steps, message


def _as_opposite(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    """Yield the opposites of a text, each with the words that make it one."""
    for one, other in _OPPOSITES:
        for here, there in ((one, other), (other, one)):
            if here in words:
                yield tuple(there if word == here else word for word in words), frozenset({one, other})
    if words[:1] in {("not",), ("no",)}:
        yield words[1:], frozenset({words[0]})


@question_rule(
    About(
        id="opposite-options",
        severity="warning",
        knows_english=True,
        rationale="When two options are each other's opposite, the key is usually one of them, and the rest can go.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
stem: How does the drug act on urate?
options: [{text: It increases excretion, correct: true}, {text: It decreases excretion}, {text: It binds crystals}]
""",
        good="""
stem: How does the drug act on urate?
options: [{text: It binds crystals}, {text: It increases excretion, correct: true}, {text: It slows production}]
""",
    )
)
def opposite_options(asked: Asked) -> Iterator[Remark]:
    """Find one pair of opposites, the key among them, beside options that belong to no such pair."""
    if asked.key is None or isinstance(asked.question, CaseQuestion) or len(asked.choices) < 3:
        return
    texts = {tuple(words_of(choice.text)): choice for choice in asked.choices}
    pairs = {
        frozenset({words, opposite}): poles
        for words in texts
        for opposite, poles in _as_opposite(words)
        if opposite in texts
    }
    if len(pairs) != 1:
        return
    ((paired, poles),) = pairs.items()
    # Where a third option says longer or shorter too, the pair is no island.
    if any(words not in paired and poles.intersection(words) for words in texts):
        return
    if asked.key in {texts[words] for words in paired}:
        one, other = (texts[words].text for words in sorted(paired))
        message = (
            f"{quote(one)} and {quote(other)} are opposites and the others are not, so the key can be guessed to be "
            "one of the two. Give each option its opposite, or drop the pair."
        )
        yield ("options",), message


RULES = (
    all_or_none_of_the_above,
    combined_options,
    true_false_options,
    option_count,
    near_duplicate_options,
    contained_option,
    opposite_options,
)
