"""Several files to one table, and what must hold between them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from calcinosis_quiz.bank.problems import Problem, quote
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.item_analysis.responses.detect_format import ReadFile
from calcinosis_quiz.item_analysis.responses.table import Table, join_tables, select_attempts

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")


class ResponseError(QuizError):
    """Responses that cannot be used as they are, with every problem found in them."""

    def __init__(self, problems: Sequence[Problem], what: str = "the responses", skip_bad_helps: bool = True) -> None:
        """Take the problems, all of which the message lists."""
        self.problems = tuple(problems)
        lines = [f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in {what}:", *map(str, problems)]
        if skip_bad_helps:
            lines.append("Mend them, or leave these answers out with --skip-bad.")
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class JoinedFiles:
    """All answers, what was wrong with them, and how many answers were there twice and counted once."""

    table: Table
    problems: tuple[Problem, ...]
    dropped: int


def join_files(
    files: Sequence[ReadFile],
    *,
    forms: Sequence[str] = (),
    fingerprints: Collection[str] = (),
    same_answer_is_fine: bool = False,
) -> JoinedFiles:
    """Join files; keep only some forms where any are named; leave out attempts of other forms than `fingerprints`."""
    problems = [problem for file in files for problem in file.problems]
    table, doubles, dropped = join_tables(
        [file.table for file in files], same_answer_is_fine, [file.repeats for file in files]
    )
    problems += doubles
    if forms:
        known = {attempt.form for attempt in table.attempts}
        for form in sorted(set(forms) - known):
            named = ", ".join(sorted(known - {""})) or "none"
            raise QuizError(f"No answers are of the form {form!r}. The files name: {named}.")
        table = select_attempts(table, [i for i, attempt in enumerate(table.attempts) if attempt.form in forms])
    mismatches = _find_wrong_fingerprints(table, fingerprints)
    problems += mismatches.values()
    if mismatches:
        table = select_attempts(table, [i for i in range(len(table.attempts)) if i not in mismatches])
    return JoinedFiles(table, tuple(problems), dropped)


def name_round(file: ReadFile, round_name: str) -> ReadFile:
    """Say in which round a file was answered, where it does not say so itself."""
    attempts = tuple(replace(attempt, round=attempt.round or round_name) for attempt in file.table.attempts)
    return replace(file, table=Table(attempts, file.table.columns))


def _find_wrong_fingerprints(table: Table, wanted: Collection[str]) -> dict[int, Problem]:
    """Compare each attempt's fingerprint with those wanted, else with the most frequent one of its form."""
    counts: dict[str, dict[str, int]] = {}
    for attempt in table.attempts:
        if attempt.fingerprint:
            of_form = counts.setdefault(attempt.form, {})
            of_form[attempt.fingerprint] = of_form.get(attempt.fingerprint, 0) + 1
    problems = {}
    for i, attempt in enumerate(table.attempts):
        if not attempt.fingerprint:
            continue
        of_form = counts[attempt.form]
        expected = wanted or [max(of_form, key=of_form.__getitem__)]
        if attempt.fingerprint not in expected:
            form = f"form {quote(attempt.form)}" if attempt.form else "the form"
            message = (
                f"expected answers to {form} with the fingerprint {' or '.join(sorted(expected))}, "
                f"got {quote(attempt.fingerprint)}: another version of the questions. Analyse it apart."
            )
            problems[i] = Problem(attempt.file, attempt.line, "fingerprint", "wrong-fingerprint", "error", message)
    return problems


def find_names(table: Table) -> list[Problem]:
    """List the attempts whose learner looks like a person's name rather than a code.

    A code is made of letters, digits and . _ : - and holds a digit, or is in capitals or of at most three letters.
    """
    problems = []
    for attempt in table.attempts:
        learner = attempt.learner
        if _CODE.fullmatch(learner) and (any(c.isdigit() for c in learner) or learner.isupper() or len(learner) <= 3):
            continue
        message = (
            "expected a learner's code, such as r07, got what looks like a name or an address. "
            "Give codes instead of names, or allow them with --allow-names."
        )
        problems.append(Problem(attempt.file, attempt.line, "learner", "name", "error", message))
    return problems
