"""Rules about stems: one clear, positive, closed question."""

import re
from collections.abc import Iterator
from typing import Final

from calcinosis_quiz.bank.items import Cloze, TrueFalse
from calcinosis_quiz.bank.lint.english import content_words, sentences_of, words_of
from calcinosis_quiz.bank.lint.question_view import Asked
from calcinosis_quiz.bank.lint.rule import HALADYNA, NBME, RUBRIC, About, Remark, question_rule
from calcinosis_quiz.bank.problems import quote

_UNFOCUSED: Final = re.compile(
    r"which (one )?of (the following|these)( statements?| options?| choices?| answers?)? (is|are) "
    r"(most |best )?(true|correct|right|accurate|incorrect|false)|which (statements?|options?) (is|are) (true|correct)|"
    r"(choose|select|pick|mark) the (true|correct|right|best) (statement|answer|option)|what about (it|this|him|her)\b",
    re.IGNORECASE,
)
_NEGATIVE: Final = re.compile(
    r"\b(not|except|excluding|least|false|incorrect|untrue|wrong|never|neither|lacks|cannot|isn't|aren't|doesn't|"
    r"unlikely|contraindicated)\b",
    re.IGNORECASE,
)
_BLANK: Final = re.compile(r"_{2,}|\.{4,}|\u2026{2,}|\[\s*\]|\(\s+\)")
_HINGED: Final = re.compile(
    r"\b(previous|preceding) (question|item|case|vignette|problem|patient)\b|"
    r"\b(last|next|above|earlier|following) (question|item|vignette|problem)\b|"
    r"\b(question|item|case) (above|\d+)\b|\bthe (above|aforementioned) (patient|case)\b",
    re.IGNORECASE,
)
_DANGLING: Final = re.compile(r"(He|She|His|Her|This patient|The same (patient|man|woman))\b")
_JOINED: Final = re.compile(r"(?:;|,? but|,? whereas|,? while|, and (?:it|they|he|she|the|this)\b|, so\b|\bbecause\b)")
_LONG_STEM, _LONG_SENTENCE = 120, 35


@question_rule(
    About(
        id="unfocused-stem",
        severity="warning",
        knows_english=True,
        rationale="If a question cannot be answered with the options covered, each option is a true-false item.",
        source=f"{NBME}; {HALADYNA}; {RUBRIC}",
        bad="""
stem: Which of the following is true of gout?
options: [{text: It affects cattle}, {text: It is caused by urate, correct: true}, {text: It spares the toe}]
""",
        good="""
stem: Which substance forms the crystals of gout?
options: [{text: Cholesterol}, {text: Oxalate}, {text: Urate, correct: true}]
""",
    )
)
def unfocused_stem(asked: Asked) -> Iterator[Remark]:
    """Find stems of option items that ask nothing, or only which option is true."""
    if not asked.choices:
        return
    if match := _UNFOCUSED.search(asked.lead_in):
        message = f"{quote(match[0])} asks nothing by itself. Ask which cause, which step, where or when."
        yield asked.lead_in_steps, message
    elif "?" not in asked.lead_in:
        advice = "Write the lead-in as a question that can be answered with the options covered."
        yield asked.lead_in_steps, f"the stem does not ask a question. {advice}"


@question_rule(
    About(
        id="negative-stem",
        severity="warning",
        knows_english=True,
        rationale="A negative is overread under pressure, and knowing what is not so is rarely what is needed.",
        source=f"{NBME}; {HALADYNA}; {RUBRIC}",
        bad="""
stem: Which of these drugs is NOT used in gout?
options: [{text: Allopurinol}, {text: Colchicine}, {text: Warfarin, correct: true}]
""",
        good="""
stem: Which of these drugs lowers urate?
options: [{text: Allopurinol, correct: true}, {text: Aspirin}, {text: Warfarin}]
""",
    )
)
def negative_stem(asked: Asked) -> Iterator[Remark]:
    """Find a negative word in the lead-in of an option item."""
    if not asked.choices or (match := _NEGATIVE.search(_unquoted(asked.lead_in))) is None:
        return
    twice = " An option is negative too, which makes it a riddle." if _has_negative_option(asked) else ""
    message = f"the question turns on {quote(match[0])}.{twice} Ask for what is so, or use the type multiple-response."
    yield asked.lead_in_steps, message


def _has_negative_option(asked: Asked) -> bool:
    return any(re.match(r"(no|not|never|none)\b", choice.text, re.IGNORECASE) for choice in asked.choices)


def _unquoted(text: str) -> str:
    return re.sub(r"[\"\u201c].*?[\"\u201d]|(?<!\w)['\u2018].*?['\u2019](?!\w)", "", text)


@question_rule(
    About(
        id="blank-in-stem",
        severity="warning",
        rationale="A blank makes the reader hold the sentence open while trying each option in it.",
        source=RUBRIC,
        bad="""
stem: In gout, ____ crystals are found in the joint?
options: [{text: Cholesterol}, {text: Oxalate}, {text: Urate, correct: true}]
""",
        good="""
stem: In gout, which crystals are found in the joint?
options: [{text: Cholesterol}, {text: Oxalate}, {text: Urate, correct: true}]
""",
    )
)
def blank_in_stem(asked: Asked) -> Iterator[Remark]:
    """Find a fill-in blank anywhere but in a cloze item."""
    if not isinstance(asked.question, Cloze) and _BLANK.search(asked.stem):
        yield asked.stem_steps, "the stem has a blank to fill. Ask a whole question, or use the type cloze."


@question_rule(
    About(
        id="long-stem",
        severity="warning",
        rationale="What is not needed for the answer tests reading speed.",
        source=NBME,
        bad="""
stem: >-
  A patient who had been well until the night before last, when after a long dinner with friends from his days at
  school he had walked home through the rain in shoes that had been too tight for years, wakes with a swollen toe.
  What is the diagnosis?
options: [{text: Gout, correct: true}, {text: Lupus}, {text: Myositis}]
""",
        good="""
stem: A patient wakes at night with a red, swollen big toe. What is the diagnosis?
options: [{text: Gout, correct: true}, {text: Lupus}, {text: Myositis}]
""",
    )
)
def long_stem(asked: Asked) -> Iterator[Remark]:
    """Find stems over 120 words, and sentences over 35 in a stem."""
    if (length := len(words_of(asked.stem))) > _LONG_STEM:
        yield asked.stem_steps, f"the stem has {length} words. Cut it below {_LONG_STEM}."
    for sentence in sentences_of(asked.stem):
        if (length := len(words_of(sentence))) > _LONG_SENTENCE:
            message = (
                f"a sentence of {length} words ({quote(sentence, 40)}). Split it; {_LONG_SENTENCE} words are plenty."
            )
            yield asked.stem_steps, message


@question_rule(
    About(
        id="unused-vignette-text",
        severity="warning",
        knows_english=True,
        rationale="Findings that nothing refers to again are window dressing: they cost time and mislead.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
vignette: true
stem: >-
  A 50-year-old man has a swollen toe. He keeps bees. His sister plays the trombone. He came by bus. What is it?
options: [{text: Gout, correct: true, why: A swollen toe.}, {text: Lupus}, {text: Myositis}]
explanation: The toe is where it begins.
""",
        good="""
vignette: true
stem: A 50-year-old man has a red, swollen toe since last night. What is it?
options: [{text: Gout, correct: true, why: A red toe overnight.}, {text: Lupus}, {text: Myositis}]
explanation: The toe is where it begins.
""",
    )
)
def unused_vignette_text(asked: Asked) -> Iterator[Remark]:
    """Find a vignette with two sentences or more of which no word comes back; one irrelevant cue is fair."""
    if not asked.question.vignette or not asked.choices:
        return
    stem = {asked.stem_steps, asked.lead_in_steps}
    later = " ".join(text for steps, text in asked.texts if steps not in stem)
    used = content_words(later) | content_words(asked.lead_in)
    _, *rest = sentences_of(asked.stem)
    unused = [sentence for sentence in rest if sentence != asked.lead_in and not content_words(sentence) & used]
    if len(unused) >= 2 and 2 * len(unused) > len(rest):
        message = (
            f"nothing refers back to {quote(unused[0])} and {len(unused) - 1} more. Use these findings or cut them."
        )
        yield asked.stem_steps, message


@question_rule(
    About(
        id="hinged-item",
        severity="error",
        knows_english=True,
        rationale="An item that needs another one cannot be shuffled, and one slip costs twice.",
        source=f"{NBME}; {HALADYNA}",
        bad="""
stem: Which drug should the patient of the previous question be given?
options: [{text: Allopurinol}, {text: Aspirin}, {text: Colchicine, correct: true}]
""",
        good="""
stem: Which drug should a patient with acute gout be given?
options: [{text: Allopurinol}, {text: Aspirin}, {text: Colchicine, correct: true}]
""",
    )
)
def hinged_item(asked: Asked) -> Iterator[Remark]:
    """Find a reference to another item."""
    for steps, text in asked.front_texts:
        if match := _HINGED.search(text):
            message = f"{quote(match[0])} needs another item beside it, but items are drawn and shuffled. Say it here."
            yield steps, message
    if match := _DANGLING.match(asked.stem):
        message = f"the stem begins with {quote(match[0])}, and nothing here says who that is. Introduce the patient."
        yield asked.stem_steps, message


@question_rule(
    About(
        id="two-statements",
        severity="warning",
        knows_english=True,
        rationale="A statement that says two things can be half true. Test one idea at a time.",
        source=HALADYNA,
        bad="""
type: true-false
stem: Gout is caused by urate, and it is treated with steroids because it is an infection.
answer: false
""",
        good="""
type: true-false
stem: Gout is caused by urate crystals.
answer: true
""",
    )
)
def two_statements(asked: Asked) -> Iterator[Remark]:
    """Find a true-false statement that joins two clauses."""
    if isinstance(asked.question, TrueFalse) and (match := _JOINED.search(asked.stem)):
        message = f"{quote(match[0].strip(' ,'))} joins two statements. Keep the one that matters."
        yield asked.stem_steps, message


RULES = (
    unfocused_stem,
    negative_stem,
    blank_in_stem,
    long_stem,
    unused_vignette_text,
    hinged_item,
    two_statements,
)
