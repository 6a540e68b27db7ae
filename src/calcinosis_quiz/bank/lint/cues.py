"""Rules about what gives the key away to a reader who knows nothing of the subject."""

import re
from collections.abc import Iterator
from typing import Final

from calcinosis_quiz.bank.items import MultipleResponse, TrueFalse
from calcinosis_quiz.bank.lint.choices import is_catch_all
from calcinosis_quiz.bank.lint.english import content_words, find_phrases, words_of
from calcinosis_quiz.bank.lint.question_view import Asked
from calcinosis_quiz.bank.lint.rule import HALADYNA, NBME, RUBRIC, About, Remark, question_rule
from calcinosis_quiz.bank.problems import quote
from calcinosis_quiz.bank.questions import CaseQuestion, options_asked_for

_ABSOLUTES: Final = (
    "always", "never", "all", "none", "only", "must", "every", "completely", "entirely", "invariably", "impossible",
    "without exception", "in no case", "100%",
)  # fmt: skip
_HEDGES: Final = (
    "may", "might", "can", "could", "possibly", "perhaps", "probably", "likely", "tend", "seem", "appear", "suggest",
    "up to", "at most", "no more than", "in part", "partly", "as far as", "uncertain", "unclear", "unproven",
    "hypothesis", "associated with",
)  # fmt: skip
_VOWEL_SOUND: Final = re.compile(
    r"(?!uni|use|usu|eu|one\b|ure|ut[ei])[aeiou]|h(our|onest|eir)|[FHLMNRSX](?![a-z])", re.IGNORECASE
)
_ENDS_IN_ARTICLE: Final = re.compile(r"\b(an?)\W*$")


def is_key_too_long(asked: Asked) -> bool:
    """Return whether the key is clearly longer than the distractors; a long name is no sentence, and fair."""
    if asked.key is None or not asked.distractors or isinstance(asked.question, CaseQuestion):
        return False
    length = len(asked.key.text)
    others = [len(choice.text) for choice in asked.distractors]
    mean = sum(others) / len(others)
    return len(words_of(asked.key.text)) >= 4 and length >= max(1.25 * mean, mean + 10) and length > 1.1 * max(others)


@question_rule(
    About(
        id="longest-key",
        severity="warning",
        rationale="Writers qualify the right answer until nobody can quarrel with it; the test-wise pick the longest.",
        source=f"{NBME}; {HALADYNA}; {RUBRIC}",
        bad="""
stem: Where does gout usually begin?
options:
  - {text: In the hip}
  - {text: "In the first joint of the big toe, most often at night", correct: true}
  - {text: In the wrist}
""",
        good="""
stem: Where does gout usually begin?
options: [{text: In the big toe, correct: true}, {text: In the hip}, {text: In the wrist}]
""",
    )
)
def longest_key(asked: Asked) -> Iterator[Remark]:
    """Find a key of four words or more that is a quarter longer than the mean distractor, and ten characters."""
    if asked.key is not None and is_key_too_long(asked):
        mean = sum(len(choice.text) for choice in asked.distractors) / len(asked.distractors)
        message = (
            f"the key is the longest option ({len(asked.key.text)} characters; the others have {mean:.0f} on average). "
            "Move its detail into the reason, or give the others as much."
        )
        yield asked.key_steps, message


@question_rule(
    About(
        id="absolute-words",
        severity="warning",
        knows_english=True,
        rationale="Little in medicine is always or never so: absolute options and statements are mostly wrong.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
stem: What is true of the antibody?
options: [{text: It is found in every patient}, {text: It is linked with ulcers, correct: true}, {text: It is new}]
""",
        good="""
stem: What is the antibody linked with?
options: [{text: Arthritis}, {text: Deafness}, {text: Ulcers, correct: true}]
""",
    )
)
def absolute_words(asked: Asked) -> Iterator[Remark]:
    """Find absolute terms in distractors and in false statements."""
    for choice in asked.distractors:
        words = [] if is_catch_all(choice.text) else find_phrases(choice.text, _ABSOLUTES)
        if words:
            in_key = any(find_phrases(other.text, _ABSOLUTES) for other in asked.choices if other.correct)
            rest = "." if in_key else ", and the key says nothing of the kind."
            message = f"{quote(words[0])} makes an option easy to reject{rest} Write what could be believed."
            yield choice.steps, message
    if isinstance(asked.question, TrueFalse) and not asked.question.answer:
        for word in find_phrases(asked.stem, _ABSOLUTES):
            message = f"{quote(word)} gives a false statement away. Make it false by its content instead."
            yield asked.stem_steps, message


@question_rule(
    About(
        id="hedged-key",
        severity="warning",
        knows_english=True,
        rationale="A cautious option among bold ones is the safe guess.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
stem: How does smoking act on the disease?
options: [{text: It cures it}, {text: It may make it worse, correct: true}, {text: It prevents it}]
""",
        good="""
stem: How does smoking act on the disease?
options: [{text: It hides it}, {text: It makes it worse, correct: true}, {text: It prevents it}]
""",
    )
)
def hedged_key(asked: Asked) -> Iterator[Remark]:
    """Find a key that hedges where no distractor does."""
    words = find_phrases(asked.key.text, _HEDGES) if asked.key else []
    if words and not any(find_phrases(choice.text, _HEDGES) for choice in asked.distractors):
        message = f"{quote(words[0])} stands in the key alone. Put the hedge into the stem, or into the others too."
        yield asked.key_steps, message


def _are_related(one: str, other: str) -> bool:
    """Return whether two roots are the same, or one stands in the other, as fungal does in antifungal."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 6 and short in long)


@question_rule(
    About(
        id="word-repeat",
        severity="warning",
        knows_english=True,
        rationale="A word of the question that comes back in the key alone leads straight to it.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
stem: Which crystals does polarised light show in a urate arthropathy?
options: [{text: Calcium salts}, {text: Cholesterol}, {text: Monosodium urate, correct: true}]
""",
        good="""
stem: Which crystals does polarised light show in gout?
options: [{text: Calcium salts}, {text: Cholesterol}, {text: Monosodium urate, correct: true}]
""",
    )
)
def word_repeat(asked: Asked) -> Iterator[Remark]:
    """Find words of five letters or more that lead-in and key share and no distractor has."""
    if asked.key is None:
        return
    # A vignette holds the cue on purpose, and the cue may well be a word of the key.
    asking = asked.lead_in if asked.question.vignette else asked.stem
    others: frozenset[str] = frozenset().union(*(content_words(choice.text) for choice in asked.distractors))
    for word in sorted(content_words(asked.key.text, 5) - others):
        if any(_are_related(word, other) for other in content_words(asking, 5)):
            message = f"{quote(word)} stands in the question and in no option but the key. Reword one of the two."
            yield asked.key_steps, message


@question_rule(
    About(
        id="convergence",
        severity="warning",
        knows_english=True,
        rationale="Distractors that each change one part of the key leave the key with most in common with the rest.",
        source=f"{NBME}; {RUBRIC}",
        bad="""
stem: Which pair goes with the disease?
options:
  - {text: Rash and weakness, correct: true}
  - {text: Rash and cough}
  - {text: Rash and tremor}
  - {text: Fever and weakness}
""",
        good="""
stem: Which pair goes with the disease?
options:
  - {text: Cough and tremor}
  - {text: Cough and weakness}
  - {text: Rash and tremor}
  - {text: Rash and weakness, correct: true}
""",
    )
)
def convergence(asked: Asked) -> Iterator[Remark]:
    """Find a key that shares clearly more words with the other options than any of them does."""
    if asked.key is None or isinstance(asked.question, CaseQuestion):
        return
    words = {choice: content_words(choice.text) for choice in asked.choices}
    shared = {one: sum(len(words[one] & words[other]) for other in words if other != one) for one in words}
    most = max((shared[choice] for choice in asked.distractors), default=0)
    # One common word is no pattern: the key must be built from parts that come back in different options.
    parts = {word for word in words[asked.key] if any(word in words[choice] for choice in asked.distractors)}
    everywhere = frozenset.intersection(*words.values())
    if shared[asked.key] > most and len(parts - everywhere) >= 2:
        message = (
            "the key shares more words with the other options than any of them does, so its parts can be counted. "
            "Let each part stand in as many wrong options as the key's parts do."
        )
        yield asked.key_steps, message


@question_rule(
    About(
        id="grammatical-cue",
        severity="warning",
        knows_english=True,
        rationale="An option that does not fit the grammar of the stem is crossed out without knowing anything.",
        source=f"{NBME}; {HALADYNA}; {RUBRIC}",
        bad="""
stem: The swelling at the elbow is best called an
options: [{text: abscess, correct: true}, {text: ganglion}, {text: tophus}]
""",
        good="""
stem: What is the swelling at the elbow best called?
options: [{text: Abscess, correct: true}, {text: Ganglion}, {text: Tophus}]
""",
    )
)
def grammatical_cue(asked: Asked) -> Iterator[Remark]:
    """Find a stem that ends in `a` or `an` before options that do not all go with it."""
    article = _ENDS_IN_ARTICLE.search(asked.lead_in.replace("_", ""))
    if article is None:
        return
    misfits = [c for c in asked.choices if bool(_VOWEL_SOUND.match(c.text)) != (article[1].lower() == "an")]
    if misfits:
        message = (
            f"the stem ends in {quote(article[1])}, which {quote(misfits[0].text)} does not go with. "
            "End the stem with a question mark, or put the article into the options."
        )
        yield asked.lead_in_steps, message


@question_rule(
    About(
        id="stated-number-of-keys",
        severity="warning",
        knows_english=True,
        rationale="A stem that asks for three where two are right makes a correct answer impossible.",
        source=NBME,
        bad="""
type: multiple-response
stem: Which three findings go with the disease?
options: [{text: Rash, correct: true}, {text: Fever}, {text: Cough}, {text: Weakness, correct: true}]
""",
        good="""
type: multiple-response
stem: Which two findings go with the disease?
options: [{text: Rash, correct: true}, {text: Fever}, {text: Cough}, {text: Weakness, correct: true}]
""",
    )
)
def stated_number_of_keys(asked: Asked) -> Iterator[Remark]:
    """Find a stem that asks for another number of options than are right."""
    if not isinstance(asked.question, MultipleResponse):
        return
    asked_for = options_asked_for(asked.question)
    right = sum(choice.correct for choice in asked.choices)
    if asked_for not in {None, right}:
        message = f"the stem asks for {asked_for} options and {right} are marked correct. Bring them together."
        yield asked.stem_steps, message


RULES = (
    longest_key,
    absolute_words,
    hedged_key,
    word_repeat,
    convergence,
    grammatical_cue,
    stated_number_of_keys,
)
