"""Several files to one table, and what must hold between them."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from msgspec import Struct, structs

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem, quote
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.item_analysis.responses.absences import blank_cells, settle_absences
from calcinosis_quiz.item_analysis.responses.detect_format import ReadFile
from calcinosis_quiz.item_analysis.responses.key_files import KeyFile
from calcinosis_quiz.item_analysis.responses.paper_answers import translate_paper
from calcinosis_quiz.item_analysis.responses.table import Attempt, Table, join_tables, select_attempts

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


class JoinedFiles(Struct, frozen=True):
    """All answers, what was wrong with them, and how many answers were there twice and counted once.

    `notes` say what was recognised and left out, `absent` are the learners who answered nothing in a file.
    """

    table: Table
    problems: tuple[Problem, ...]
    dropped: int
    notes: tuple[str, ...] = ()
    absent: tuple[Attempt, ...] = ()


def prepare(
    file: ReadFile, key_files: Sequence[KeyFile], library: Library, blank_signs: Collection[str] = ()
) -> ReadFile:
    """Write a file's answers in the letters of the bank, and say of every empty cell what it means."""
    file = structs.replace(file, table=blank_cells(file.table, blank_signs))
    if file.format != "wide":
        return file
    file = translate_paper(file, key_files, library)
    table, absent = settle_absences(file.table, key_files)
    return structs.replace(file, table=table, absent=(*file.absent, *absent))


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
    notes = [note for file in files for note in file.notes] + [*_find_look_alikes(table)]
    absent = [attempt for file in files for attempt in file.absent]
    return JoinedFiles(table, tuple(problems), dropped, tuple(notes), tuple(absent))


def name_round(file: ReadFile, round_name: str) -> ReadFile:
    """Return in which round a file was answered, where it does not say so itself."""
    attempts = tuple(structs.replace(attempt, round=attempt.round or round_name) for attempt in file.table.attempts)
    absent = tuple(structs.replace(attempt, round=attempt.round or round_name) for attempt in file.absent)
    return structs.replace(file, table=Table(attempts, file.table.columns), absent=absent)


def _find_look_alikes(table: Table) -> Iterator[str]:
    """Tell of learners whose codes differ in capitals, blanks or leading zeros alone, and who may be one person."""
    alike: dict[str, dict[str, Attempt]] = {}
    for attempt in table.attempts:
        plain = re.sub(r"(?<!\d)0+(?=\d)", "", "".join(attempt.learner.casefold().split()))
        alike.setdefault(plain, {}).setdefault(attempt.learner, attempt)
    doubtful = [group for group in alike.values() if len(group) > 1]
    if doubtful:
        names = " and ".join(quote(learner) for learner in doubtful[0])
        first, *_, last = doubtful[0].values()
        more = f", and {len(doubtful) - 1} more such codes" if len(doubtful) > 1 else ""
        yield (
            f"{last.file}:{last.line}: {names} ({first.file}:{first.line}) are taken for two learners{more}. "
            "Write a code in one way if it is one person."
        )


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
