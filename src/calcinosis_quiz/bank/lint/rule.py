"""What a rule is: a name, why it exists, who says so, an example of either kind, and a function that looks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct, structs

from calcinosis_quiz.bank.lint.question_view import Asked, Steps
from calcinosis_quiz.bank.problems import Severity

NBME: Final = "NBME Item-Writing Guide (2020)"
HALADYNA: Final = "Haladyna, Downing and Rodriguez (2002)"
RUBRIC: Final = "19-criteria rubric (Moore et al., 2023)"
HOUSE: Final = "a rule of this project"

Remark = tuple[Steps, str]
QuestionCheck = Callable[[Asked], Iterator[Remark]]
BankCheck = Callable[[Sequence[Asked]], Iterator[tuple[Asked, Remark]]]


class About(Struct, frozen=True, kw_only=True):
    """What is said about a rule; `bad` and `good` are items in YAML, shortened to what matters.

    A rule that `needs_ledger` is silent where no `facts.yaml` lies beside the bank; one that `knows_english`, where the
    question is in another language. `in_short`: what is said once of a bank most of whose items have the flaw.
    """

    id: str
    severity: Severity
    rationale: str
    source: str
    bad: str
    good: str
    needs_ledger: bool = False
    knows_english: bool = False
    in_short: str = ""


class QuestionRule(About, frozen=True, kw_only=True):
    """A rule that looks at one question."""

    check: QuestionCheck


class BankRule(About, frozen=True, kw_only=True):
    """A rule that looks at all questions that belong together."""

    check: BankCheck


Rule = QuestionRule | BankRule


def question_rule(about: About) -> Callable[[QuestionCheck], QuestionRule]:
    """Make a rule of a function that looks at one question."""
    return lambda check: QuestionRule(**structs.asdict(about), check=check)


def bank_rule(about: About) -> Callable[[BankCheck], BankRule]:
    """Make a rule of a function that looks at many questions."""
    return lambda check: BankRule(**structs.asdict(about), check=check)
