"""Rules about single words, anywhere in an item."""

import re
from collections.abc import Iterator
from typing import Final

from calcinosis_quiz.bank.lint.english import find_phrases
from calcinosis_quiz.bank.lint.question_view import Asked
from calcinosis_quiz.bank.lint.rule import HOUSE, NBME, RUBRIC, About, Remark, question_rule
from calcinosis_quiz.bank.problems import quote

_VAGUE: Final = (
    "usually", "often", "occasional", "frequent",
    "sometimes", "rarely", "frequently", "generally", "occasionally", "commonly", "seldom",
)  # fmt: skip
_LETTER: Final = re.compile(
    r"\b(?:[Oo]ption|[Aa]nswer|[Cc]hoice|[Dd]istractor|[Ss]tatement)s? [\"'(]?([A-H])\b(?! \w+ (?:is|are|of)\b)|"
    r"(?:^|[.;] )\(?([B-H])\)? (?:is|was|are) (?:right|wrong|true|false|(?:in)?correct)\b|"
    r"\b(?:first|second|third|fourth|fifth|last) (?:option|answer)\b"
)
_LETTERS: Final = re.compile(
    r"(?i:both |either |neither |options? |answers? )?\(?[A-H]\)?"
    r"((, ?\(?[A-H]\)?)*,? (and|&|or|nor) \(?[A-H]\)?)+( only| alone)?\.?"
)
_STIGMA: Final = {
    "suffers from": "has",
    "suffering from": "with",
    "complains of": "reports",
    "denies": "has no",
    "admits to": "reports",
    "non-compliant": "does not take the treatment",
    "noncompliant": "does not take the treatment",
    "failed treatment": "did not respond",
    "alcoholic": "person with alcohol dependence",
    "addict": "person with a substance use disorder",
    "drug abuser": "person with a substance use disorder",
    "schizophrenic": "person with schizophrenia",
    "diabetics": "people with diabetes",
    "epileptic": "person with epilepsy",
    "wheelchair-bound": "uses a wheelchair",
    "mentally retarded": "has an intellectual disability",
    "obese patient": "patient with obesity",
}
_PLACEHOLDER: Final = re.compile(r"\bFILL[ -]IN\b|\bfill-in\b|\bTODO\b|\bTBD\b|\bXXX\b|lorem ipsum", re.IGNORECASE)
_ABBREVIATION: Final = re.compile(r"(?<![\w/-])(?:[A-Z]{2,}s?(?:-?\d+)?|[A-Z]+[a-z]?[A-Z]+\d*)(?![\w]|-\w*[a-z]{3})")
_ROMAN: Final = re.compile(r"[IVX]+")


@question_rule(
    About(
        id="vague-frequency",
        severity="warning",
        knows_english=True,
        rationale="Often means one thing to the writer and another to the reader; a figure means one thing.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
stem: How is gout treated?
options: [{text: Often with rest}, {text: Usually with colchicine, correct: true}, {text: Rarely with ice}]
""",
        good="""
stem: Which drug does the guideline give first for acute gout?
options: [{text: Allopurinol}, {text: Colchicine, correct: true}, {text: Paracetamol}]
""",
    )
)
def vague_frequency(asked: Asked) -> Iterator[Remark]:
    """Find vague frequency terms in options that give no figure."""
    for choice in asked.choices:
        words = find_phrases(choice.text, _VAGUE)
        if words and not any(character.isdigit() for character in choice.text):
            message = f"{quote(words[0])} means different things to different readers. Give a figure, or leave it out."
            yield choice.steps, message


@question_rule(
    About(
        id="letter-reference",
        severity="error",
        knows_english=True,
        rationale="Options are shuffled when they are shown, so a letter in a text names another option each time.",
        source=HOUSE,
        bad="""
stem: Which crystals are found in gout?
options: [{text: Oxalate}, {text: Pyrophosphate}, {text: Urate, correct: true}]
explanation: Option C is right.
""",
        good="""
stem: Which crystals are found in gout?
options: [{text: Oxalate}, {text: Pyrophosphate}, {text: Urate, correct: true}]
explanation: Urate comes out of solution in cool joints.
""",
    )
)
def letter_reference(asked: Asked) -> Iterator[Remark]:
    """Find an option named by its letter or its place, where options are shuffled."""
    if not asked.choices or not asked.is_shuffled:
        return
    pairs = [choice for choice in asked.choices if _LETTERS.fullmatch(choice.text.strip(" ."))]
    # Where every option is a pair of letters, letters are what is asked for, as in hepatitis A and E.
    for choice in pairs if len(pairs) < len(asked.choices) else ():
        message = f"{quote(choice.text)} names options by their letters, and options are shuffled. Write them out."
        yield choice.steps, message
    for steps, text in asked.texts:
        if match := _LETTER.search(text):
            message = f"{quote(match[0])} names an option by its place, and options are shuffled. Name it by its words."
            yield steps, message


@question_rule(
    About(
        id="stigmatising-words",
        severity="warning",
        knows_english=True,
        rationale="Learners take over the words they read. Name the person first, and report without reproach.",
        source=NBME,
        bad="""
stem: A diabetic man who denies pain and complains of swelling suffers from what?
options: [{text: Gout, correct: true}, {text: Lupus}, {text: Myositis}]
""",
        good="""
stem: A man with diabetes has a swelling without pain. What does he have?
options: [{text: Gout, correct: true}, {text: Lupus}, {text: Myositis}]
""",
    )
)
def stigmatising_words(asked: Asked) -> Iterator[Remark]:
    """Find words that reduce people to a condition or doubt them, in what is read before answering."""
    for steps, text in asked.front_texts:
        for phrase in find_phrases(text, _STIGMA):
            yield steps, f"{quote(phrase)} reproaches or labels the patient. Write {quote(_STIGMA[phrase])}."


@question_rule(
    About(
        id="unfilled-template",
        severity="error",
        rationale="A place of a template that nobody filled in would be shown to learners.",
        source=HOUSE,
        bad="""
type: true-false
stem: "FILL IN: one statement"
answer: true
""",
        good="""
type: true-false
stem: Gout is caused by urate crystals.
answer: true
""",
    )
)
def unfilled_template(asked: Asked) -> Iterator[Remark]:
    """Find what `new item` leaves to be filled in."""
    for steps, text in (*asked.texts, ((*asked.steps, "id"), asked.id), *_listed(asked)):
        if match := _PLACEHOLDER.search(text):
            yield steps, f"{quote(match[0])} is still to be filled in. Write the text, or drop the key."


def _listed(asked: Asked) -> Iterator[Remark]:
    for i, fact in enumerate(asked.question.facts):
        yield (*asked.steps, "facts", i), fact
    yield (*asked.steps, "objective"), asked.question.objective or ""


@question_rule(
    About(
        id="unknown-abbreviation",
        severity="warning",
        rationale="An abbreviation not spelled out tests whether one has met it, not whether one knows the answer.",
        source=NBME,
        bad="""
stem: In which disease of this 2015 report is ESWL listed as an option?
options: [{text: Calcinosis, correct: true}, {text: Gout}, {text: Lupus}]
""",
        good="""
stem: In which disease of this 2015 report is extracorporeal shock wave lithotripsy (ESWL) listed as an option?
options: [{text: Calcinosis, correct: true}, {text: Gout}, {text: Lupus}]
""",
        needs_ledger=True,
    )
)
def unknown_abbreviation(asked: Asked) -> Iterator[Remark]:
    """Find an abbreviation that the item never spells out; the ledger's `abbreviations` lists them."""
    if asked.ledger is None or not asked.ledger.abbreviations:
        return
    known = asked.ledger.abbreviations
    whole = " ".join(text for _, text in asked.texts)
    told: set[str] = set()
    for steps, text in asked.front_texts:
        for short in _ABBREVIATION.findall(text):
            short = short if short in known else short.removesuffix("s")  # noqa: PLW2901 - the plural is the same word
            if short in told or _ROMAN.fullmatch(short):
                continue
            told.add(short)
            if short not in known:
                message = f"{quote(short)} is not among the ledger's abbreviations. Write it out, or list it there."
                yield steps, message
            elif not find_phrases(whole, [known[short]]):
                yield (
                    steps,
                    f"{quote(short)} is not spelled out anywhere in the item. Write {quote(known[short])} once.",
                )


RULES = (vague_frequency, letter_reference, stigmatising_words, unfilled_template, unknown_abbreviation)
