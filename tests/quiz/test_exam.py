"""An exam from opening the paper to handing it in."""

from hypothesis import given
from hypothesis import strategies as st
from tests.quiz.conftest import answers

from calcinosis_quiz.bank.items import ShortAnswer, TrueFalse
from calcinosis_quiz.quiz.answers import Answer, Texts, Truth
from calcinosis_quiz.quiz.exam import Exam, begin_exam, correct, go_to, hand_in, near_misses, toggle_flag, write
from calcinosis_quiz.quiz.marking import mark
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.results import sum_up

PAPERS = st.lists(st.from_type(Presented), min_size=1, max_size=5).map(tuple)
STEPS = st.sampled_from(["write", "write", "write", "go", "flag"])


@given(paper=PAPERS, data=st.data())
def test_any_sequence_of_steps_leaves_the_exam_valid(paper: tuple[Presented, ...], data: st.DataObject) -> None:
    exam = begin_exam(paper)
    model: dict[int, Answer] = {}
    for step in data.draw(st.lists(STEPS, max_size=12)):
        before = exam
        if step == "write":
            answer = data.draw(answers(exam.current.question))
            model[exam.position] = answer
            exam = write(exam, answer)
            if None in exam.answers:
                assert exam.answers[exam.position] is None  # it goes on to a question without an answer
        elif step == "go":
            exam = go_to(exam, data.draw(st.integers(-3, 9)))
            assert (exam.answers, exam.flagged) == (before.answers, before.flagged)
        else:
            exam = toggle_flag(exam)
            assert toggle_flag(exam) == before
        assert 0 <= exam.position < len(paper)
        assert exam.answers == tuple(model.get(i) for i in range(len(paper)))
        assert exam.answered == len(model)
        assert exam.paper == paper
    check_handed_in(exam)


def check_handed_in(exam: Exam) -> None:
    """Hold what comes of an exam against what was written in it."""
    outcomes, unanswered = hand_in(exam)
    written = [(p, a) for p, a in zip(exam.paper, exam.answers, strict=True) if a is not None]
    assert [(outcome.presented, outcome.answer) for outcome in outcomes] == written
    assert all(o.mark == mark(o.presented.question, o.answer, exam.policies) for o in outcomes)
    assert list(unanswered) == [p for p, a in zip(exam.paper, exam.answers, strict=True) if a is None]
    result = sum_up(outcomes, unanswered)
    counted = [presented for presented in exam.paper if presented.question.type != "open"]
    assert result.total.possible == len(counted)  # an open question, marked by its writer, counts nowhere


ONE, TWO, THREE = (present(TrueFalse(id=name, stem="s", answer=True)) for name in ("one", "two", "three"))
WORD = present(ShortAnswer(id="word", stem="s", accept=("hydroxyapatite",)))


def test_an_exam_taken_up_again_opens_at_the_first_question_without_an_answer() -> None:
    assert begin_exam([ONE, TWO, THREE], (), [Truth(True), None, Truth(False)]).position == 1
    assert begin_exam([ONE, TWO], (), [Truth(True), Truth(True)]).position == 0
    assert begin_exam([ONE, TWO], (), [Truth(True)]).answers == (Truth(True), None)
    assert begin_exam([ONE, TWO], flagged=frozenset({1})).flagged == {1}


def test_an_answer_takes_the_place_of_an_earlier_one() -> None:
    exam = write(go_to(write(begin_exam([ONE, TWO]), Truth(True)), 0), Truth(False))
    assert exam.answers == (Truth(False), None)


def test_after_the_last_answer_it_stays_inside_the_paper() -> None:
    exam = begin_exam([ONE, TWO])
    for _ in range(3):
        exam = write(exam, Truth(True))
    assert exam.position == 1


def test_unanswered_questions_count_as_wrong() -> None:
    result = sum_up(*hand_in(write(begin_exam([ONE, TWO, THREE]), Truth(True))))
    assert (result.total.points, result.total.possible, result.answered) == (1, 3, 1)
    assert result.unanswered == ("two", "three")


def test_a_slip_is_found_once_the_paper_is_written_and_can_be_put_right() -> None:
    exam = write(begin_exam([WORD, ONE]), Texts(("hydroxapatite",)))
    [(position, answer, suggestion)] = near_misses(exam)
    assert (position, answer, suggestion) == (0, Texts(("hydroxapatite",)), Texts(("hydroxyapatite",)))
    right = correct(exam, position, suggestion)
    assert near_misses(right) == ()
    assert hand_in(right)[0][0].mark.fraction == 1
