"""Rules about what gives the key away by its meaning in the question, to a reader who knows nothing of the subject."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from calcinosis_quiz.bank.facts import Fact
from calcinosis_quiz.bank.lint.choices import is_catch_all
from calcinosis_quiz.bank.lint.english import content_words, root_of, sentences_of, words_of
from calcinosis_quiz.bank.lint.question_view import Asked, Choice
from calcinosis_quiz.bank.lint.rule import HALADYNA, HOUSE, NBME, About, Remark, question_rule
from calcinosis_quiz.bank.problems import quote
from calcinosis_quiz.bank.questions import CaseQuestion

# Words that say the same in another register. Findings and what they mean are no synonyms: to tell one from the other
# is what a vignette asks for.
_SYNONYMS: Final = tuple(
    frozenset(root_of(word) for word in group.split())
    for group in (
        "sheet plate plaque slab board platelike sheetlike plate-like sheet-like",
        "grain grit gravel granule gritty granular",
        "lump nodule knot nodular lumpy",
        "finger digit digital",
        "skin cutaneous dermal",
        "kidney renal",
        "heart cardiac",
        "lung pulmonary",
        "liver hepatic",
        "bone osseous skeletal skeleton",
        "muscle muscular",
        "nerve neural",
        "joint articular",
        "vessel vascular artery arterial",
        "brain cerebral",
        "stomach gastric",
        "eye ocular",
        "child children juvenile paediatric pediatric childhood",
        "oxygen hypoxia hypoxic anoxia oxygenation",
        "fever febrile pyrexia",
        "itch itching pruritus",
        "cancer malignancy malignant tumour carcinoma",
        "surgery surgical operation excision",
        "recur recurrence regrow regrowth relapse",
        "sore ulcer ulceration ulcerate",
        "pain ache painful aching",
        "infection infected septic sepsis",
        "duration longstanding long-standing",
        "pressure compression pressing compressing press",
        "drug medicine medication",
        "prevent prevention prophylaxis prophylactic",
        "hereditary inherited genetic familial",
        "tired tiredness fatigue",
        "death fatal mortality lethal",
    )
)
_NEGATIVE: Final = re.compile(r"\b([Nn]o|[Nn]ot|[Nn]one|[Nn]ever|[Nn]othing|[Nn]either|nor|[Ww]ithout|[Cc]annot)\b")
_FIGURE: Final = re.compile(r"(?<![\w-])\d")
_TWO_THINGS: Final = re.compile(r"\b(and|[Bb]oth|as well as|together with)\b")
_LONGEST_NAME: Final = 6  # words
_YES_OR_NO: Final = re.compile(r"(yes|no|true|false)\b", re.IGNORECASE)
_ALWAYS_THERE: Final = frozenset(
    root_of(word)
    for word in """year-old year man woman boy girl patient aged age old ask asks asked doctor clinic colleague
    disease first new know known well call called show shown find found feel felt hope""".split()  # noqa: SIM905 - a list of words
)


@lru_cache(maxsize=8)
def _subject_words(facts: tuple[Fact, ...]) -> frozenset[str]:
    """Return the words of a tenth of the facts or more: they come back whatever is asked, and are no findings."""
    counts = Counter(word for fact in facts for word in content_words(fact.statement))
    return frozenset(word for word, count in counts.items() if count >= max(3, len(facts) / 10))


@question_rule(
    About(
        id="synonym-repeat",
        severity="warning",
        knows_english=True,
        rationale="A word of the question that comes back in the key in other words leads to it as surely as itself.",
        source=NBME,
        bad="""
stem: Which organ makes renin when the kidney is short of blood?
options: [{text: Adrenal cortex}, {text: Hepatic veins}, {text: Renal cells, correct: true}]
""",
        good="""
stem: Which organ makes renin when blood pressure falls?
options: [{text: Adrenal cortex}, {text: Hepatic veins}, {text: Renal cells, correct: true}]
""",
    )
)
def synonym_repeat(asked: Asked) -> Iterator[Remark]:
    """Find a word of the stem whose synonym stands in the key and in no distractor."""
    if asked.key is None:
        return
    stem, key = content_words(f"{asked.stem} {asked.lead_in}"), content_words(asked.key.text)
    others: frozenset[str] = frozenset().union(*(content_words(choice.text) for choice in asked.distractors))
    for group in _SYNONYMS:
        said, answered = stem & group, key & group
        if said and answered - said and not others & group:
            message = (
                f"{_quote_word(asked.key.text, answered - said)} in the key alone says what "
                f"{_quote_word(f'{asked.stem} {asked.lead_in}', said)} says in the question. "
                "Ask for something that the question has not said, or let others share the word."
            )
            yield asked.key_steps, message


def _quote_word(text: str, roots: frozenset[str]) -> str:
    """Quote the first word of a text that has one of these roots."""
    return quote(next((word for word in words_of(text) if root_of(word) in roots), ""))


def _names_two(choice: Choice) -> bool:
    """Return whether an option joins two names; in a sentence the word that joins stands out to nobody."""
    return bool(_TWO_THINGS.search(choice.text)) and len(words_of(choice.text)) <= _LONGEST_NAME


@question_rule(
    About(
        id="odd-key",
        severity="warning",
        knows_english=True,
        rationale="The one option that denies, holds a figure or names two things is looked at first.",
        source=HALADYNA,
        bad="""
stem: What did the trial show of the drug?
options: [{text: Deposits shrank}, {text: No effect was seen, correct: true}, {text: Pain grew}, {text: Sleep improved}]
""",
        good="""
stem: What did the trial show of the drug?
options: [{text: Deposits shrank}, {text: No effect, correct: true}, {text: No safety}, {text: Sleep improved}]
""",
    )
)
def odd_key(asked: Asked) -> Iterator[Remark]:
    """Find a key that alone denies, holds a figure, or names two things."""
    if asked.key is None or len(asked.choices) < 3 or isinstance(asked.question, CaseQuestion):
        return  # the options of a set belong to several questions
    if is_catch_all(asked.key.text) or all(_YES_OR_NO.match(choice.text) for choice in asked.choices):
        return
    marks: tuple[tuple[str, Callable[[Choice], bool]], ...] = (
        ("denies something", lambda choice: bool(_NEGATIVE.search(choice.text))),
        ("holds a figure", lambda choice: bool(_FIGURE.search(choice.text))),
        ("names two things", _names_two),
    )
    for name, has in marks:
        if has(asked.key) and not any(map(has, asked.distractors)):
            message = f"the key is the only option that {name}. Give it company, or write it like the rest."
            yield asked.key_steps, message


@question_rule(
    About(
        id="decorative-vignette",
        severity="warning",
        knows_english=True,
        rationale="If the question can be answered without the patient, the patient tests reading speed.",
        source=f"{NBME}; {HOUSE}",
        bad="""
vignette: true
stem: A 50-year-old man has a swollen toe and plays chess. Which crystals does gout form?
options: [{text: Calcium salts}, {text: Cholesterol}, {text: Monosodium urate, correct: true, why: It is the salt.}]
explanation: Polarised light shows needles.
""",
        good="""
vignette: true
stem: A 50-year-old man has a red, swollen toe overnight. Which crystals does its fluid hold?
options: [{text: Calcium salts}, {text: Cholesterol}, {text: Monosodium urate, correct: true, why: A red toe is gout.}]
explanation: Polarised light shows needles.
""",
    )
)
def decorative_vignette(asked: Asked) -> Iterator[Remark]:
    """Find a vignette of which nothing comes back, beyond what the sentence that asks says itself."""
    if not asked.question.vignette or not asked.choices:
        return
    told = [sentence for sentence in sentences_of(asked.stem) if sentence != asked.lead_in]
    if not told:
        return
    stem = {asked.stem_steps, asked.lead_in_steps}
    later: frozenset[str] = frozenset().union(
        *(content_words(text) for steps, text in asked.texts if steps not in stem and "later_evidence" not in steps)
    )
    found = content_words(" ".join(told)) - content_words(asked.lead_in)
    found -= _ALWAYS_THERE | _subject_words(asked.ledger.facts if asked.ledger else ())
    if not any(word in later or _returns(word, later) for word in found):
        message = "no finding comes back in options, reasons or explanation. Use one, or ask without the patient."
        yield asked.stem_steps, message


def _returns(word: str, later: frozenset[str]) -> bool:
    """Return whether a word comes back in a longer form, as weak does in weakness, or as a synonym."""
    if any(word in group and later & group for group in _SYNONYMS):
        return True
    return len(word) >= 4 and any(each.startswith(word) or (len(each) >= 4 and word.startswith(each)) for each in later)


RULES = (synonym_repeat, odd_key, decorative_vignette)
