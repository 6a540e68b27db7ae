"""All rules, in the order in which they are listed."""

from typing import Final

from calcinosis_quiz.bank.lint import (
    bank_level,
    choices,
    cues,
    evidence,
    numbers,
    option_shapes,
    phrasing,
    reasons,
    stems,
)
from calcinosis_quiz.bank.lint.rule import Rule
from calcinosis_quiz.bank.problems import did_you_mean
from calcinosis_quiz.errors import QuizError

RULES: Final[tuple[Rule, ...]] = (
    *stems.RULES,
    *choices.RULES,
    *cues.RULES,
    *option_shapes.RULES,
    *numbers.RULES,
    *phrasing.RULES,
    *reasons.RULES,
    *evidence.RULES,
    *bank_level.RULES,
)
BY_ID: Final[dict[str, Rule]] = {rule.id: rule for rule in RULES}


def find_rule(rule_id: str) -> Rule:
    """Look a rule up; raises QuizError with the nearest id when there is none."""
    if rule_id not in BY_ID:
        hint = did_you_mean(rule_id, BY_ID)
        raise QuizError(
            f"There is no rule {rule_id!r}.{hint} `check --rules` lists them all. "
            "What keeps a file from being read is no rule: its message says all there is to say."
        )
    return BY_ID[rule_id]
