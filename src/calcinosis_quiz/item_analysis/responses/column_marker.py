"""One column of answers to the marks of one item."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from calcinosis_quiz.bank.items import Numeric
from calcinosis_quiz.bank.problems import Problem, Severity, quote
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.item_analysis.responses.alphabets import explain_sign
from calcinosis_quiz.item_analysis.responses.csv_text import read_number
from calcinosis_quiz.item_analysis.responses.judging import (
    BankJudge,
    Judge,
    KeyJudge,
    find_key_kind,
    label_response,
)
from calcinosis_quiz.item_analysis.responses.key_files import EVERYBODY, Key
from calcinosis_quiz.item_analysis.responses.table import Absent, Column, Response, Table
from calcinosis_quiz.item_analysis.statistics.learner_sets import group_learners, pick
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores
from calcinosis_quiz.quiz.typed_answers import Unreadable

if TYPE_CHECKING:
    from collections import Counter
from calcinosis_quiz.item_analysis.responses.marking_rules import Audit, Rules

SHOWN_RESPONSES: Final = 12
"""How many different typed responses are told apart; the others count as one."""
OTHERS: Final = "(others)"
Cell = tuple[Response, float | None]


class ColumnMarker:
    """Marks one column, equal answers once."""

    def __init__(
        self,
        table: Table,
        column: Column,
        question: Question | None,
        key: Key | None,
        rules: Rules,
        *,
        counts: "Counter[Response]",
        all_marks: bool,
        is_choice: bool,
        last_letter: str,
    ) -> None:
        """Decide how the column is to be marked.

        `counts` are of its responses, `all_marks` is of the whole table, `is_choice` says that its answers are letters
        for certain, the last of which is `last_letter`.
        """
        self.table, self.column, self.key, self.rules = table, column, key, rules
        self.problems: list[Problem] = []
        self.doubles: list[Problem] = []
        self.audit: list[Audit] = []
        self.maximum = (key.maximum if key else None) or (rules.maximum if column.maximum == 1 else column.maximum)
        self.rekeyed = key is not None and bool(key.responses)
        self._last_letter = last_letter
        binary = {each for each in counts if isinstance(each, str)} <= {"0", "1"}
        empty = not any(isinstance(each, str) for each in counts)
        numbers = holds_numbers(counts) and not is_choice and not (empty and (question is not None or self.rekeyed))
        if isinstance(question, Numeric) and max(map(_read_or_zero, counts), default=0.0) > self.maximum:
            numbers = False  # no mark is above full marks, so these are answers
        if self.rekeyed and key is not None:
            by_number = any(read_number(part) is not None for part in key.responses)
            self.holds_marks = (binary and not set(key.responses) & {"0", "1"}) if by_number else numbers
        else:
            self.holds_marks = numbers and (question is None or all_marks or binary)
        self.judge = None if self.holds_marks else self._find_judge(question, counts)
        if self.holds_marks and self.rekeyed and key is not None and EVERYBODY not in key.responses:
            first = next((i for i, each in enumerate(column.responses) if isinstance(each, str)), 0)
            message = (
                f"expected the responses to {column.item} to mark by this key, got marks such as "
                f"{quote(self._response_at(first))} in {self._place(first)}. Leave the key out to analyse the marks."
            )
            self.problems.append(Problem(key.file, key.line, "", "marks-not-responses", "error", message))

    def _find_judge(self, question: Question | None, counts: "Counter[Response]") -> Judge | None:
        key = self.key if self.rekeyed else None
        if question is None:
            return KeyJudge(key, find_key_kind(key, counts), self._last_letter) if key else None
        try:
            return BankJudge(question, key, self.rules.policies)
        except ValueError as error:
            assert key is not None  # noqa: S101 - the bank's own key always fits
            self.problems.append(Problem(key.file, key.line, "", "bad-key", "error", str(error)))
            return BankJudge(question, None, self.rules.policies)

    def mark(self) -> ItemScores:
        """Return the marks; what cannot be marked is in `problems`, what a new key changed in `audit`."""
        column = self.column
        groups: dict[Cell, int]
        if column.fractions:
            groups = group_learners(list(zip(column.responses, column.fractions, strict=True)))
        else:
            groups = {(response, None): learners for response, learners in group_learners(column.responses).items()}
        levels: dict[float, int] = {}
        options: dict[str, int] = dict.fromkeys(self.judge.offered if self.judge else (), 0)
        absent = {Absent.BLANK: 0, Absent.NOT_REACHED: 0, Absent.MISSING: 0}
        before_after: list[tuple[float, float, int]] = []
        unmarked = 0
        for cell, learners in groups.items():
            response, stated = cell
            if isinstance(response, Absent):
                absent[response] |= learners
                fraction = self._mark_absent(response, stated)
                labels: tuple[str, ...] = ()
            else:
                fraction, before, labels = self._mark_response(response, stated, learners)
                unmarked |= learners if fraction is None else 0
                if self.rekeyed and fraction is not None and before is not None:
                    before_after.append((before, fraction, learners.bit_count()))
            if fraction is not None:
                levels[fraction * self.maximum] = levels.get(fraction * self.maximum, 0) | learners
            for label in labels:
                options[label] = options.get(label, 0) | learners
        if self.judge is None and not self.holds_marks and unmarked and not self.problems:
            self._complain_of_no_key(unmarked)
        self._check_one_key(groups)
        self._write_audit(before_after)
        return ItemScores(
            column.item,
            tuple(sorted(levels.items())),
            self.maximum,
            self._most_frequent(options),
            self._keyed(options, levels),
            absent[Absent.BLANK],
            absent[Absent.NOT_REACHED],
            column.seconds,
            column.confidences,
        )

    def _mark_absent(self, response: Absent, stated: float | None) -> float | None:
        if response is Absent.MISSING:
            return stated
        if self.rekeyed and self.key is not None and EVERYBODY in self.key.responses:
            return 1.0
        if stated is not None:
            return stated
        rule = self.rules.blank or ("wrong" if self.judge is not None or self.key is not None else "missing")
        return 0.0 if rule == "wrong" else None

    def _mark_response(
        self, response: str, stated: float | None, learners: int
    ) -> tuple[float | None, float | None, tuple[str, ...]]:
        """Return the mark, the mark before a corrected key, and the options that the response counts under."""
        if not response:
            return stated, None, ()
        if self.holds_marks and stated is None:
            fraction = self._read_mark(response, learners)
            everybody_passes = self.key is not None and EVERYBODY in self.key.responses
            return (1.0 if everybody_passes and fraction is not None else fraction), fraction, ()
        if self.judge is None:
            return stated, None, (label_response(response),)
        judged = self.judge.judge(response)
        if isinstance(judged, Unreadable):
            if stated is not None and not self.rekeyed:
                return stated, None, (label_response(response),)
            self._complain(learners, "unknown-response", f"{judged.message} Got {quote(response)}.")
            return None, None, ()
        if judged.is_double:
            self._list_double(response, learners)
        before = stated if stated is not None else judged.before
        return (before if before is not None and not self.rekeyed else judged.fraction), before, judged.labels

    def _list_double(self, response: str, learners: int) -> None:
        letters = " in the letters of the bank" if isinstance(self.judge, BankJudge) else ""
        advice = "Decide which one counts." if self.rules.two_ticks == "error" else "It earns nothing."
        for row in self._rows(learners):
            file, line = self.table.place_of(self.column, row)
            message = f"answered twice: {quote(response)}{letters}, where one answer was asked for. {advice}"
            listed = self.problems if self.rules.two_ticks == "error" else self.doubles
            severity: Severity = "error" if self.rules.two_ticks == "error" else "warning"
            listed.append(Problem(file, line, self.column.item, "two-ticks", severity, message))

    def _read_mark(self, text: str, learners: int) -> float | None:
        number = read_number(text)
        if number is not None and 0 <= number <= self.maximum:
            return number / self.maximum
        advice = (
            " Give the points of an item in the column max of a key file, or --max for all."
            if number and number > 0
            else ""
        )
        message = f"Expected a mark from 0 to {self.maximum:g}, got {quote(text)}.{advice}{explain_sign(text)}"
        self._complain(learners, "bad-number", message)
        return None

    def _complain(self, learners: int, rule: str, message: str) -> None:
        for row in self._rows(learners):
            file, line = self.table.place_of(self.column, row)
            text = message[:1].lower() + message[1:]
            self.problems.append(Problem(file, line, self.column.item, rule, "error", text))

    def _complain_of_no_key(self, learners: int) -> None:
        file, line = self.table.place_of(self.column, self._rows(learners)[0])
        message = (
            f"expected marks, or an item whose key is known, got {quote(self._first_response(learners))}. "
            "Give the key with --key, or name the bank with --bank."
        )
        self.problems.append(Problem(file, line, self.column.item, "no-key", "error", message))

    def _check_one_key(self, groups: dict[Cell, int]) -> None:
        """One response with two different marks means that answers marked by two keys were mixed."""
        if not self.column.fractions or self.rekeyed:
            return
        first: dict[str, tuple[float, int]] = {}
        for (response, stated), learners in groups.items():
            if not isinstance(response, str) or not response or stated is None:
                continue
            mark, earlier = first.setdefault(response, (stated, learners))
            if abs(mark - stated) > 1e-9:
                message = (
                    f"expected one mark for the response {quote(response)}, got {stated:g} here and {mark:g} at "
                    f"{self._place(self._rows(earlier)[0])}: answers marked by two keys. Mark all again with --key."
                )
                self._complain(learners, "mixed-keys", message)

    def _write_audit(self, before_after: Sequence[tuple[float, float, int]]) -> None:
        if self.key is None or not before_after:
            return
        answers = sum(count for _, _, count in before_after)
        raised = sum(count for before, after, count in before_after if after > before + 1e-9)
        lowered = sum(count for before, after, count in before_after if after < before - 1e-9)
        old = self.judge.old_key_text if self.judge else ""
        new = " | ".join(self.key.responses)
        if not raised and not lowered and old == new:
            return
        before = sum(before * count for before, _, count in before_after) / answers
        after = sum(after * count for _, after, count in before_after) / answers
        place = f"{self.key.file}:{self.key.line}"
        self.audit.append(Audit(self.column.item, old, new, answers, raised, lowered, before, after, place))

    def _most_frequent(self, options: dict[str, int]) -> tuple[tuple[str, int], ...]:
        offered = self.judge.offered if self.judge else ()
        typed = sorted(
            ((label, learners) for label, learners in options.items() if label not in offered),
            key=lambda option: (-option[1].bit_count(), option[0]),
        )
        if all(len(label) == 1 for label, _ in typed):
            return tuple(sorted(options.items())) if not offered or len(offered[0]) == 1 else tuple(options.items())
        shown, rest = typed[:SHOWN_RESPONSES], typed[SHOWN_RESPONSES:]
        others = 0
        for _, learners in rest:
            others |= learners
        return (*((label, options[label]) for label in offered), *shown, *([(OTHERS, others)] if others else []))

    def _keyed(self, options: dict[str, int], levels: dict[float, int]) -> frozenset[str]:
        if self.judge is not None and self.judge.offered:
            return self.judge.keyed
        full = levels.get(self.maximum, 0)
        return frozenset(label for label, learners in options.items() if learners and learners & full == learners)

    def _rows(self, learners: int) -> list[int]:
        return pick(range(len(self.column.responses)), learners)

    def _first_response(self, learners: int) -> str:
        return self._response_at(self._rows(learners)[0])

    def _response_at(self, row: int) -> str:
        response = self.column.responses[row]
        return response if isinstance(response, str) else ""

    def _place(self, row: int) -> str:
        file, line = self.table.place_of(self.column, row)
        return f"{file}:{line}"


def _read_or_zero(response: Response) -> float:
    return (read_number(response) or 0.0) if isinstance(response, str) else 0.0


def holds_numbers(counts: "Counter[Response]") -> bool:
    """Return whether most answers of a column are numbers: then the others are slips."""
    texts = {response: count for response, count in counts.items() if isinstance(response, str)}
    numbers = sum(count for text, count in texts.items() if read_number(text) is not None)
    return numbers * 2 > sum(texts.values()) or not texts
