"""Everything that one run found, and how it is written for other programs."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct, json, structs, to_builtins

from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.item_analysis.learner_scores import LearnerScore
from calcinosis_quiz.item_analysis.responses.csv_text import write_csv
from calcinosis_quiz.item_analysis.responses.marking_rules import Audit
from calcinosis_quiz.item_analysis.statistics.analysis import Analysis, FormAnalysis
from calcinosis_quiz.item_analysis.statistics.change import Change
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate
from calcinosis_quiz.item_analysis.statistics.item_response import ResponseModel
from calcinosis_quiz.item_analysis.statistics.item_statistics import ItemAnalysis, rank_worst_first
from calcinosis_quiz.item_analysis.statistics.scores import Scores
from calcinosis_quiz.item_analysis.summary import summarise


class EmptyAnswers(Struct, frozen=True):
    """How many answers were left blank or not reached, and how many of them have no mark."""

    blank: int
    not_reached: int
    unmarked: int


def count_empty(rounds: Iterable[Scores]) -> EmptyAnswers:
    """Count the empty answers of all rounds."""
    items = [item for scores in rounds for item in scores.items]
    return EmptyAnswers(
        sum(item.blank.bit_count() for item in items),
        sum(item.not_reached.bit_count() for item in items),
        sum(((item.blank | item.not_reached) & ~item.marked).bit_count() for item in items),
    )


class Findings(Struct, frozen=True, kw_only=True):
    """The analysis of one round, the forms of all, the change from the first round to the last, what marks rest on.

    `learner_scores` are there only where the teacher asked for them: everything else names no learner.
    """

    analysis: Analysis
    forms: tuple[FormAnalysis, ...] = ()
    change: Change | None = None
    model: ResponseModel | None = None
    audit: tuple[Audit, ...] = ()
    skipped: tuple[Problem, ...] = ()
    doubles: tuple[Problem, ...] = ()
    absent: int = 0
    empty: EmptyAnswers = EmptyAnswers(0, 0, 0)
    learner_scores: tuple[LearnerScore, ...] = ()

    def summary(self) -> tuple[str, str, str]:
        """Return three sentences for a teacher."""
        return summarise(self.analysis, self.change)

    def notes(self) -> tuple[str, ...]:
        """Return what a reader must know about the marks before reading numbers."""
        items = self.analysis.items
        blank, not_reached, unmarked = self.empty.blank, self.empty.not_reached, self.empty.unmarked
        missing = sum(item.missing for item in items)
        notes = []
        if blank or not_reached:
            counted = (
                "earn 0 (--blank missing: as missing)"
                if not unmarked
                else "count as missing (--blank wrong: as 0)"
                if unmarked == blank + not_reached
                else f"earn 0, but for {unmarked} without a key, which count as missing (--blank decides)"
            )
            notes.append(f"Answers left blank ({blank}) and not reached ({not_reached}) {counted}.")
        if self.absent:
            notes.append(f"Absent, since they answered nothing, and left out: {self.absent}.")
        if self.doubles:
            notes.append(f"Answered twice where one answer was asked for ({len(self.doubles)}): 0 marks.")
        if missing:
            how = (
                "each statistic rests on the marks there are"
                if self.analysis.missing_data == "pairwise"
                else "left out"
            )
            notes.append(f"{missing} marks are missing: {how}.")
        constant = [item.item for item in items if item.learners > 1 and item.difficulty.value in {0.0, 1.0}]
        if constant:
            notes.append(f"All marks are equal, so left out of alpha: {', '.join(constant)}.")
        if self.change is not None and self.change.design == "different forms":
            notes.append(
                "The forms of the rounds were not crossed over: the gain includes how much they differ in difficulty."
            )
        if 1 < self.analysis.test.learners < _MANY:
            notes.append(_ON_INTERVALS)
        if self.skipped:
            notes.append(f"{len(self.skipped)} problems in the files; the answers concerned are left out.")
        return tuple(notes)


_MANY: Final = 200
_ON_INTERVALS: Final = (
    "Intervals are meant to hold the truth in 95 of 100 classes. In simulated classes of 8 to 30 learners those of the "
    "standard deviation and of alpha held it in 90 to 98, all others in 91 to 98."
)


def write_records(findings: Findings) -> Iterator[str]:
    """Write JSON Lines: one record for the test, then one for each item, group, change, model, audit and problem."""
    analysis = findings.analysis
    about = {
        "round": analysis.round,
        "missing_data": analysis.missing_data,
        "summary": findings.summary(),
        "notes": findings.notes(),
    }
    yield _record("test", to_builtins(analysis.test) | about)
    for form in findings.forms:
        yield _record("form", to_builtins(form))
    for item in analysis.items:
        yield _record("item", to_builtins(item))
    for group in analysis.groups:
        yield _record("group", to_builtins(group))
    for name, value in (("change", findings.change), ("model", findings.model)):
        if value is not None:
            yield _record(name, to_builtins(value))
    for double in findings.doubles:
        yield _record("two-ticks", to_builtins(double))
    for learner_score in findings.learner_scores:
        yield _record("learner", to_builtins(learner_score))
    for audit in findings.audit:
        yield _record("audit", to_builtins(audit))
    for problem in findings.skipped:
        yield _record("problem", to_builtins(problem))


def _record(kind: str, values: dict[str, object]) -> str:
    return json.encode({"record": kind} | values).decode()


def write_item_csv(findings: Findings) -> str:
    """Write one row an item, worst first; every estimate has its bounds and its number of learners beside it."""
    items = [dict(_flatten(item)) for item in rank_worst_first(findings.analysis.items)]
    rows = [["" if value is None else value for value in cells.values()] for cells in items]
    return write_csv(list(items[0]) if items else (), rows)


def _flatten(item: ItemAnalysis) -> Iterator[tuple[str, object]]:
    optional = {"seconds", "confidence_gap"}
    for name, value in structs.asdict(item).items():
        if isinstance(value, Estimate) or name in optional:
            known = value if isinstance(value, Estimate) else Estimate(None, None, None, 0)
            bounds = (f"{name}_low", known.low), (f"{name}_high", known.high)
            yield from ((name, known.value), *bounds, (f"{name}_n", known.n))
        elif name == "verdict":
            yield from (("verdict", item.verdict.decision), ("reason", item.verdict.reason))
        elif name == "options":
            yield "options", "; ".join(f"{'*' if o.is_key else ''}{o.label}={o.count}" for o in item.options)
        else:
            yield name, value
