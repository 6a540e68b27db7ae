"""What a session of study does beyond a quiz: misses return, answers are graded, leeches are named."""

from datetime import date
from random import Random

from msgspec import structs

from calcinosis_quiz.cli.answer_sheet import AnswerSheet
from calcinosis_quiz.log.log import AnswerLog
from calcinosis_quiz.log.rows import Rating
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.session import Outcome, Session
from calcinosis_quiz.study.attempts import ItemName, read_before, read_item
from calcinosis_quiz.study.grades import Grade, preview_grades
from calcinosis_quiz.study.item_records import Totals, replay
from calcinosis_quiz.study.leeches import LEECH_MISSES, Leech, describe_leech, read_answers
from calcinosis_quiz.study.queue import order_with_returns
from calcinosis_quiz.study.schedule import AGAIN, GOOD, Scheduler, rate
from calcinosis_quiz.study.study_days import StudyCalendar

_DRAWS = 20  # until a new order of the options is given up: two options have only one other


class StudySession:
    """One session of study over an answer sheet whose answers are written into a log."""

    def __init__(
        self,
        sheet: AnswerSheet,
        log: AnswerLog,
        scheduler: Scheduler,
        calendar: StudyCalendar,
        today: date,
        *,
        seed: int,
        asks_grades: bool = False,
    ) -> None:
        """Study what the sheet asks; the learner chooses a rating after each right answer if `asks_grades`.

        `seed` decides the order of the options when a miss returns.
        """
        self.sheet, self.log, self.scheduler, self.calendar, self.today = sheet, log, scheduler, calendar, today
        self.asks_grades, self._seed = asks_grades, seed
        self._paper = sheet.session.paper
        self._facts = [set(presented.question.facts) for presented in self._paper]
        self._shown: dict[int, list[Presented]] = {}

    def reorder(self, session: Session) -> Session:
        """Return the session with each miss so far again, some questions later and with its options in a new order."""
        missed = [
            isinstance(reply, Outcome) and self._rating(place, reply) == AGAIN
            for place, reply in enumerate(session.replies)
        ]
        order = order_with_returns(range(len(self._paper)), missed, self._are_siblings)
        times = [order[:n].count(place) for n, place in enumerate(order)]
        return structs.replace(session, paper=tuple(map(self._present, order, times)))

    def grades(self, place: int, outcome: Outcome) -> tuple[Grade, ...]:
        """Return what the learner may choose from after an answer that is in the log; nothing unless it was right."""
        if rate(outcome.mark.fraction, self.sheet.certainties.get(place)) != GOOD:
            return ()
        name = self._name(outcome)
        earlier = read_before(self.log, self.sheet.uids[place], name, self.calendar)
        memory = replay(earlier, self.scheduler, Totals()).memory
        return preview_grades(memory, self.scheduler, self.today)

    def grade(self, place: int, outcome: Outcome, grade: Grade) -> None:
        """Write down the rating that the learner chose."""
        self.sheet.amend(place, outcome, rating=grade.rating)

    def leech(self, place: int, outcome: Outcome) -> Leech | None:
        """Return the leech that an item has become by a miss that is in the log; None when it is none."""
        if self._rating(place, outcome) != AGAIN:
            return None
        name = self._name(outcome)
        record = replay(read_item(self.log, name, self.calendar), self.scheduler, Totals())
        if record.misses < LEECH_MISSES:
            return None
        answers = read_answers(self.sheet.banks, self.log, name.item)
        return describe_leech(outcome.presented.question, record.misses, answers)

    def _rating(self, place: int, outcome: Outcome) -> Rating:
        return rate(outcome.mark.fraction, self.sheet.certainties.get(place), self.sheet.ratings.get(place))

    def _name(self, outcome: Outcome) -> ItemName:
        item = outcome.presented.question.id
        return ItemName(self.sheet.banks.bank_of(item).bank.bank, item)

    def _are_siblings(self, one: int, other: int) -> bool:
        return not self._facts[one].isdisjoint(self._facts[other])

    def _present(self, place: int, times: int) -> Presented:
        """Show a question for the n-th time: always in the same order, and in another one than the time before."""
        shown = self._shown.setdefault(place, [self._paper[place]])
        while len(shown) <= times:
            rng = Random(f"{self._seed} {place} {len(shown)}")  # noqa: S311 - an order of options, not a secret
            drawn = [present(shown[0].question, rng) for _ in range(_DRAWS)]
            shown.append(next((each for each in drawn if each.order != shown[-1].order), drawn[-1]))
        return shown[times]
