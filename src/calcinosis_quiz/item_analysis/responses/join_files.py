"""Several files to one table, and what must hold between them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from calcinosis_quiz.bank.problems import Problem, quote
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.item_analysis.responses.detect_format import ReadFile
from calcinosis_quiz.item_analysis.responses.table import Table, join_tables, take_sittings

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
class Gathered:
    """All answers, what was wrong with them, and how many answers were there twice and counted once."""

    table: Table
    problems: tuple[Problem, ...]
    dropped: int


def gather(
    files: Sequence[ReadFile],
    *,
    forms: Sequence[str] = (),
    fingerprints: Collection[str] = (),
    same_answer_is_fine: bool = False,
) -> Gathered:
    """Join files; keep only some forms where any are named; leave out sittings of other forms than `fingerprints`."""
    problems = [problem for file in files for problem in file.problems]
    table, doubles, dropped = join_tables(
        [file.table for file in files], same_answer_is_fine, [file.repeats for file in files]
    )
    problems += doubles
    if forms:
        known = {sitting.form for sitting in table.sittings}
        for form in sorted(set(forms) - known):
            named = ", ".join(sorted(known - {""})) or "none"
            raise QuizError(f"No answers are of the form {form!r}. The files name: {named}.")
        table = take_sittings(table, [i for i, sitting in enumerate(table.sittings) if sitting.form in forms])
    mismatches = _find_wrong_fingerprints(table, fingerprints)
    problems += mismatches.values()
    if mismatches:
        table = take_sittings(table, [i for i in range(len(table.sittings)) if i not in mismatches])
    return Gathered(table, tuple(problems), dropped)


def name_round(file: ReadFile, round_name: str) -> ReadFile:
    """Say in which round a file was answered, where it does not say so itself."""
    sittings = tuple(replace(sitting, round=sitting.round or round_name) for sitting in file.table.sittings)
    return replace(file, table=Table(sittings, file.table.columns))


def _find_wrong_fingerprints(table: Table, wanted: Collection[str]) -> dict[int, Problem]:
    """Compare each sitting's fingerprint with those wanted, else with the most frequent one of its form."""
    counts: dict[str, dict[str, int]] = {}
    for sitting in table.sittings:
        if sitting.fingerprint:
            of_form = counts.setdefault(sitting.form, {})
            of_form[sitting.fingerprint] = of_form.get(sitting.fingerprint, 0) + 1
    problems = {}
    for i, sitting in enumerate(table.sittings):
        if not sitting.fingerprint:
            continue
        of_form = counts[sitting.form]
        expected = wanted or [max(of_form, key=of_form.__getitem__)]
        if sitting.fingerprint not in expected:
            form = f"form {quote(sitting.form)}" if sitting.form else "the form"
            message = (
                f"expected answers to {form} with the fingerprint {' or '.join(sorted(expected))}, "
                f"got {quote(sitting.fingerprint)}: another version of the questions. Analyse it apart."
            )
            problems[i] = Problem(sitting.file, sitting.line, "fingerprint", "wrong-fingerprint", "error", message)
    return problems


def find_names(table: Table) -> list[Problem]:
    """List the sittings whose learner looks like a person's name rather than a code.

    A code is made of letters, digits and . _ : - and holds a digit, or is in capitals or of at most three letters.
    """
    problems = []
    for sitting in table.sittings:
        learner = sitting.learner
        if _CODE.fullmatch(learner) and (any(c.isdigit() for c in learner) or learner.isupper() or len(learner) <= 3):
            continue
        message = (
            "expected a learner's code, such as r07, got what looks like a name or an address. "
            "Give codes instead of names, or allow them with --allow-names."
        )
        problems.append(Problem(sitting.file, sitting.line, "learner", "name", "error", message))
    return problems
