"""Rules about options being of one kind and one form, so that none stands out."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from calcinosis_quiz.bank.lint.cues import is_key_too_long
from calcinosis_quiz.bank.lint.english import read_quantity, words_of
from calcinosis_quiz.bank.lint.question_view import Asked, Choice
from calcinosis_quiz.bank.lint.rule import HALADYNA, NBME, RUBRIC, About, Remark, question_rule
from calcinosis_quiz.bank.problems import quote
from calcinosis_quiz.bank.questions import CaseQuestion

_COMPARING: Final = "-+\u2212\u2264\u2265<>=~\u00b1 "  # stand before a figure and leave it one
_LONGEST_SYMBOL: Final = 3  # letters
_SUBJECTS: Final = frozenset({"it", "they", "he", "she", "there", "this", "these", "you", "we"})
_ARTICLE: Final = re.compile(r"(?:[Aa]n?|[Tt]he) (?!and\b|or\b)(?=[a-z])")
_TO: Final = re.compile(r"[Tt]o ")
_LONG_WORDS: Final = 25


@question_rule(
    About(
        id="uneven-options",
        severity="warning",
        rationale="An option several times as long as another draws the eye, whether it is right or wrong.",
        source=f"{NBME}; {HALADYNA}",
        bad="""
stem: What should be done first?
options:
  - {text: Rest}
  - {text: Aspiration of the joint, correct: true}
  - {text: Radiography of the joint and of the one on the other side}
""",
        good="""
stem: What should be done first?
options: [{text: Aspirate the joint, correct: true}, {text: Film the joint}, {text: Rest the joint}]
""",
    )
)
def uneven_options(asked: Asked) -> Iterator[Remark]:
    """Find a longest option more than three times the shortest, and twenty characters longer."""
    if len(asked.choices) < 2 or isinstance(asked.question, CaseQuestion):  # a shared list serves several keys
        return
    shortest, *_, longest = sorted(asked.choices, key=lambda choice: len(choice.text))
    if longest.correct and is_key_too_long(asked):
        return  # that is said already
    if len(longest.text) > 3 * len(shortest.text) and len(longest.text) - len(shortest.text) >= 20:
        message = (
            f"the longest option has {len(longest.text)} characters and {quote(shortest.text)} has "
            f"{len(shortest.text)}. Bring them to a similar length."
        )
        yield longest.steps, message


@question_rule(
    About(
        id="long-option",
        severity="warning",
        rationale="Long options test reading. What they share belongs in the stem, why they are wrong in `why`.",
        source=NBME,
        bad="""
stem: What follows?
options:
  - {text: The patient should be told that the swelling will go}
  - {text: The patient should be told that the swelling will stay, correct: true}
  - {text: The patient should be told that the swelling will grow}
""",
        good="""
stem: What should the patient be told that the swelling will do?
options: [{text: Go}, {text: Grow}, {text: Stay, correct: true}]
""",
    )
)
def long_option(asked: Asked) -> Iterator[Remark]:
    """Find options over twenty-five words, and options that are mostly longer than the stem."""
    for choice in asked.choices:
        if (length := len(words_of(choice.text))) > _LONG_WORDS:
            yield choice.steps, f"the option has {length} words. Cut it to what decides; {_LONG_WORDS} are plenty."
    stem = len(words_of(asked.stem)) + (len(words_of(asked.lead_in)) if asked.lead_in not in asked.stem else 0)
    longer = [choice for choice in asked.choices if len(words_of(choice.text)) > max(stem, 6)]
    if asked.choices and 2 * len(longer) > len(asked.choices):
        message = f"most options are longer than the stem ({stem} words). Move what they share into the stem."
        yield ("options",), message


def _begins_small(choice: Choice) -> bool:
    """Return whether a text begins with a small letter; a symbol such as aa or pH has no beginning."""
    return choice.text[:1].islower() and not choice.text[1:2].isupper() and len(choice.text) > _LONGEST_SYMBOL


@question_rule(
    About(
        id="mixed-form",
        severity="warning",
        knows_english=True,
        rationale="The option that is written differently from the rest stands out, and is often the key.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
stem: What explains the pain?
options: [{text: Infection}, {text: It is caused by pressure on a nerve., correct: true}, {text: Fracture}]
""",
        good="""
stem: What explains the pain?
options: [{text: Fracture of bone}, {text: Infection of skin}, {text: Pressure on nerves, correct: true}]
""",
    )
)
def mixed_form(asked: Asked) -> Iterator[Remark]:
    """Find options of which some and not others end in a full stop, begin in lower case, or are sentences."""
    marks: tuple[tuple[str, Callable[[Choice], bool]], ...] = (
        ("ends in a full stop", lambda choice: choice.text.endswith(".")),
        ("begins with a small letter", _begins_small),
        (
            "begins a sentence with a pronoun",
            lambda choice: words_of(choice.text)[:1] in [[word] for word in _SUBJECTS],
        ),
    )
    for name, has in marks:
        marked = [choice for choice in asked.choices if has(choice)]
        comparable = [choice for choice in asked.choices if choice.text[:1].isalpha()]
        if marked and len(marked) < len(comparable):
            few = 2 * len(marked) <= len(comparable)
            odd = marked[0] if few else next(choice for choice in comparable if choice not in marked)
            how = f"{name}, and the others do not" if few else f"is not like the others, each of which {name}"
            yield odd.steps, f"{quote(odd.text)} {how}. Write all options in one form."


@question_rule(
    About(
        id="mixed-kinds",
        severity="warning",
        knows_english=True,
        rationale="Options of different kinds cannot be ranked on one scale, and the odd one out is noticed first.",
        source=f"{NBME}; {HALADYNA}; {RUBRIC}",
        bad="""
stem: What is known of the drug's effect?
options: [{text: 20%}, {text: 30%, correct: true}, {text: It is given by mouth}, {text: 50%}]
""",
        good="""
stem: What share of patients responds to the drug?
shuffle: false
options: [{text: 20%}, {text: 30%, correct: true}, {text: 40%}, {text: 50%}]
""",
    )
)
def mixed_kinds(asked: Asked) -> Iterator[Remark]:
    """Find one option in words among figures, or one figure among words."""
    figures = {choice: read_quantity(choice.text) for choice in asked.choices}
    bare = {choice: figure is not None and not figure.before.strip(_COMPARING) for choice, figure in figures.items()}
    for is_figure, rest in ((True, "words"), (False, "figures")):
        odd = [choice for choice, figure in bare.items() if figure is is_figure]
        if len(odd) == 1 and len(asked.choices) >= 3 and not odd[0].fixed:
            message = f"{quote(odd[0].text)} is of another kind than the rest, which are {rest}. Make them one kind."
            yield odd[0].steps, message


@question_rule(
    About(
        id="not-parallel",
        severity="warning",
        knows_english=True,
        rationale="When all options but one begin alike, the odd one is noticed before it is read.",
        source=f"{NBME}; {HALADYNA}; {RUBRIC}",
        bad="""
stem: What should the surgeon do?
options: [{text: To excise it, correct: true}, {text: To leave it}, {text: Radiotherapy}, {text: To drain it}]
""",
        good="""
stem: What should the surgeon do?
options: [{text: Drain it}, {text: Excise it, correct: true}, {text: Irradiate it}, {text: Leave it}]
""",
    )
)
def not_parallel(asked: Asked) -> Iterator[Remark]:
    """Find one option without the article or the `to` that all the others begin with, or the only one with it."""
    lengths = [len(words_of(choice.text)) for choice in asked.choices]
    if len(lengths) < 3 or sum(lengths) > 4 * len(lengths):  # in clauses, a leading article is nothing special
        return
    for name, opening in (("an article", _ARTICLE), ("the word to", _TO)):
        begins = [choice for choice in asked.choices if opening.match(choice.text)]
        rest = [choice for choice in asked.choices if choice not in begins]
        for odd, how in ((rest, "does not begin"), (begins, "alone begins")):
            if len(odd) == 1:
                yield odd[0].steps, f"{quote(odd[0].text)} {how} with {name}, unlike the others. Begin all alike."


@question_rule(
    About(
        id="repeated-lead-words",
        severity="warning",
        knows_english=True,
        rationale="Words that every option begins with are read again and again. They belong in the stem, once.",
        source=f"{HALADYNA}; {NBME}",
        bad="""
stem: What is the effect?
options: [{text: The pain gets better, correct: true}, {text: The pain gets worse}, {text: The pain gets duller}]
""",
        good="""
stem: What happens to the pain?
options: [{text: Better, correct: true}, {text: Duller}, {text: Worse}]
""",
    )
)
def repeated_lead_words(asked: Asked) -> Iterator[Remark]:
    """Find three or more words that open every option."""
    openings = [words_of(choice.text) for choice in asked.choices]
    common: list[str] = []
    for words in zip(*openings, strict=False):
        if len(set(words)) > 1:
            break
        common.append(words[0])
    if len(asked.choices) >= 3 and len(common) >= 3:
        yield ("options",), f"every option begins with {quote(' '.join(common))}. Move these words into the stem."


RULES = (uneven_options, long_option, mixed_form, mixed_kinds, not_parallel, repeated_lead_words)
