"""Rules about what is shown after answering: without reasons a question tests, but does not teach."""

from collections.abc import Iterator
from typing import Final

from calcinosis_quiz.bank.items import Matching, TrueFalse
from calcinosis_quiz.bank.lint.english import content_words, overlap
from calcinosis_quiz.bank.lint.question_view import Asked
from calcinosis_quiz.bank.lint.rule import HALADYNA, HOUSE, About, Remark, question_rule
from calcinosis_quiz.bank.problems import quote
from calcinosis_quiz.bank.questions import choices_of

_NOT_NAMED: Final = ("not named", "does not name", "not mentioned", "does not mention", "names neither")


@question_rule(
    About(
        id="missing-reason",
        severity="warning",
        in_short="options without a reason",
        rationale="Whoever chose a wrong option wants to know why it tempted and why it is wrong.",
        source=HOUSE,
        bad="""
stem: Which crystals are found in gout?
options: [{text: Oxalate}, {text: Pyrophosphate}, {text: Urate, correct: true}]
explanation: Urate comes out of solution in cool joints.
""",
        good="""
stem: Which crystals are found in gout?
options:
  - {text: Oxalate, why: It forms stones in the kidney.}
  - {text: Pyrophosphate, why: It causes pseudogout.}
  - {text: Urate, correct: true, why: Needles of urate fill the joint.}
explanation: Urate comes out of solution in cool joints.
""",
    )
)
def missing_reason(asked: Asked) -> Iterator[Remark]:
    """Find options without `why`, and true-false items without a reason for the wrong answer."""
    without = sum(choice.why is None for choice in asked.choices)
    if without:
        message = (
            f"{without} of {len(asked.choices)} options give no reason. Say in why: what tempts and what is wrong."
        )
        yield ("options",), message
    if isinstance(asked.question, TrueFalse):
        wrong = asked.question.why_false if asked.question.answer else asked.question.why_true
        if wrong is None:
            key = "why_false" if asked.question.answer else "why_true"
            yield asked.steps, f"whoever answers wrongly is told nothing. Add {key}."


@question_rule(
    About(
        id="missing-explanation",
        severity="warning",
        in_short="no explanation",
        rationale="The explanation is read by everybody, also by those who were right by luck.",
        source=HOUSE,
        bad="""
type: short-answer
stem: Which crystals are found in gout?
accept: [urate]
""",
        good="""
type: short-answer
stem: Which crystals are found in gout?
accept: [urate]
explanation: Urate comes out of solution in cool joints, so the toe comes first.
""",
    )
)
def missing_explanation(asked: Asked) -> Iterator[Remark]:
    """Find a question without an explanation."""
    if asked.question.explanation is None:
        yield asked.steps, "there is no explanation. Add one that says more than which answer is right."


@question_rule(
    About(
        id="explanation-repeats",
        severity="warning",
        rationale="An explanation that says what the reason of the key already said is read twice for nothing.",
        source=HOUSE,
        bad="""
stem: Which crystals are found in gout?
options:
  - {text: Oxalate, why: It forms stones in the kidney.}
  - {text: Pyrophosphate, why: It causes pseudogout.}
  - {text: Urate, correct: true, why: Needles of urate fill the joint in gout.}
explanation: Needles of urate fill the joint in gout.
""",
        good="""
stem: Which crystals are found in gout?
options:
  - {text: Oxalate, why: It forms stones in the kidney.}
  - {text: Pyrophosphate, why: It causes pseudogout.}
  - {text: Urate, correct: true, why: Needles of urate fill the joint in gout.}
explanation: They come out of solution where it is cool, so the toe comes first.
""",
    )
)
def explanation_repeats(asked: Asked) -> Iterator[Remark]:
    """Find an explanation most of whose words stand in the reason of the key."""
    explanation = asked.question.explanation or ""
    for choice in asked.choices:
        if choice.correct and choice.why and overlap(content_words(explanation), content_words(choice.why)) >= 0.6:
            message = "the explanation repeats the reason of the key. Add what it leaves out."
            yield (*asked.steps, "explanation"), message


@question_rule(
    About(
        id="real-world-unexplained",
        severity="warning",
        rationale="An option that is true in the world but not in the source is fair only if its reason says so.",
        source=HOUSE,
        bad="""
stem: Which drug does this 2015 report name among the options in use?
options:
  - {text: Colchicine, real_world: true, why: It is wrong.}
  - {text: Digoxin, why: It is for the heart.}
  - {text: Warfarin, correct: true, why: It is listed.}
explanation: The list is an open one.
""",
        good="""
stem: Which drug does this 2015 report name among the options in use?
options:
  - {text: Colchicine, real_world: true, why: "Used in practice, but not named in the report."}
  - {text: Digoxin, why: It is for the heart.}
  - {text: Warfarin, correct: true, why: It is listed.}
explanation: The list is an open one.
""",
    )
)
def real_world_unexplained(asked: Asked) -> Iterator[Remark]:
    """Find an option marked `real_world` whose reason does not say that the source leaves it out."""
    for choice in asked.choices:
        if choice.real_world and not any(phrase in (choice.why or "") for phrase in _NOT_NAMED):
            message = f"{quote(choice.text)} is marked real_world. Let its why say that it is not named in the source."
            yield choice.steps, message


@question_rule(
    About(
        id="matching-without-spare",
        severity="warning",
        rationale="With as many choices as prompts the last pair comes free; a spare choice ends that.",
        source=HALADYNA,
        bad="""
type: matching
stem: Match the disease to its crystal.
pairs: [{prompt: Gout, choice: Urate}, {prompt: Pseudogout, choice: Pyrophosphate}]
""",
        good="""
type: matching
stem: Match the disease to its crystal. One choice is left over.
pairs: [{prompt: Gout, choice: Urate}, {prompt: Pseudogout, choice: Pyrophosphate}]
spare: [{text: Oxalate}]
""",
    )
)
def matching_without_spare(asked: Asked) -> Iterator[Remark]:
    """Find a matching item in which every choice serves once and none is left over."""
    if not isinstance(asked.question, Matching):
        return
    needed = [pair.choice for pair in asked.question.pairs]
    if len(set(needed)) == len(needed) == len(choices_of(asked.question)):
        yield ("pairs",), "every choice serves once, so the last pair comes free. Add a spare choice."


RULES = (missing_reason, missing_explanation, explanation_repeats, real_world_unexplained, matching_without_spare)
