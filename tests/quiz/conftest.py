"""Generated questions, presentations and outcomes: a test asks for one by the type of its parameter."""

from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Option,
    Ordering,
    Pair,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of, gap_answers
from calcinosis_quiz.bank.text_matching import normalise
from calcinosis_quiz.quiz.answers import (
    Answer,
    Arrangement,
    Chosen,
    Pairing,
    Quantity,
    SelfMark,
    Texts,
    Truth,
    key_of,
)
from calcinosis_quiz.quiz.marking import POLICIES, accepted_wordings, mark
from calcinosis_quiz.quiz.presentation import Presented, present
from calcinosis_quiz.quiz.session import Outcome

settings.register_profile(
    "calcinosis-quiz",
    derandomize=True,
    deadline=None,
    max_examples=200,  # enough for each of ten types
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("calcinosis-quiz")

IDS = st.sampled_from(["alpha", "beta", "gamma"])
WORDS = st.text("abcdehilorstu βé-25", min_size=1, max_size=12).map(str.strip).filter(normalise)
NUMBERS = st.decimals(-1000, 1000, places=2)
UNITS = st.sampled_from([None, "%", "percent", "mg", "years"])
TOLERANCES = st.sampled_from(["0", "0.5", "5%"])


@st.composite
def options(draw: st.DrawFn, least_correct: int, most_correct: int) -> tuple[Option, ...]:
    """Draw options of which at least two are wrong, some of them fixed in the last places."""
    keys = draw(st.integers(least_correct, most_correct)) * [True] + draw(st.integers(2, 4)) * [False]
    return tuple(
        Option(text=f"option {i}", correct=correct, fixed=draw(st.booleans()), why=f"why {i}")
        for i, correct in enumerate(draw(st.permutations(keys)))
    )


@st.composite
def clozes(draw: st.DrawFn) -> Cloze:
    """Draw a cloze, with rules for its gaps or without."""
    words = draw(st.lists(WORDS, min_size=1, max_size=3))
    gaps = tuple(Gap(accept=tuple(draw(st.lists(WORDS, max_size=2))), why=f"why {i}") for i in range(len(words)))
    text = " and ".join(f"{{{{{word}}}}}" for word in words)
    return Cloze(id=draw(IDS), topic=draw(IDS), text=text, gaps=gaps if draw(st.booleans()) else ())


def entries(name: str, least: int, most: int) -> st.SearchStrategy[tuple[Reasoned, ...]]:
    """Give texts of one name and their reasons, all different."""
    counts = st.integers(least, most)
    return counts.map(lambda n: tuple(Reasoned(text=f"{name} {i}", why=f"why {name} {i}") for i in range(n)))


def pairs() -> st.SearchStrategy[tuple[Pair, ...]]:
    """Give prompts, some of which share a choice."""
    choices = st.lists(st.integers(0, 4), min_size=2, max_size=5)
    return choices.map(lambda ns: tuple(Pair(prompt=f"prompt {i}", choice=f"choice {n}") for i, n in enumerate(ns)))


def numerics() -> st.SearchStrategy[Numeric]:
    """Give numbers within a tolerance, and ranges."""
    make = partial(st.builds, Numeric, id=IDS, topic=IDS, stem=st.just("How many?"), unit=UNITS, why=st.none())
    ranges = st.tuples(NUMBERS, NUMBERS).map(lambda ends: (min(ends), max(ends)))
    single = make(value=NUMBERS, between=st.none(), tolerance=TOLERANCES, common_errors=st.just(()))
    return single | make(value=st.none(), between=ranges, tolerance=st.just("0"), common_errors=st.just(()))


def _register(kind: type[Question], **parts: st.SearchStrategy[object]) -> None:
    st.register_type_strategy(kind, st.builds(kind, id=IDS, topic=IDS, stem=st.just("Which?"), **parts))


_register(SingleBestAnswer, options=options(1, 1))
_register(MultipleResponse, options=options(1, 4))
_register(CaseQuestion, options=options(1, 1), set_id=IDS, theme=st.just("theme"), lead_in=st.just("Which?"))
_register(TrueFalse, answer=st.booleans(), why_true=st.just("why true"), why_false=st.just("why false"))
_register(ShortAnswer, accept=st.lists(WORDS, min_size=1, max_size=3).map(tuple))
_register(Ordering, entries=entries("entry", 2, 6))
_register(Matching, pairs=pairs(), spare=entries("spare", 1, 3))
_register(Open, model_answer=WORDS, points=st.integers(1, 4).map(lambda n: tuple(f"point {i}" for i in range(n))))
st.register_type_strategy(Cloze, clozes())
st.register_type_strategy(Numeric, numerics())


def _some(count: int) -> st.SearchStrategy[frozenset[int]]:
    return st.frozensets(st.integers(0, count - 1), min_size=1)


def answers(question: Question) -> st.SearchStrategy[Answer]:
    """Give answers of a question's kind: the key, wordings that are accepted, and anything else."""
    match question:
        case TrueFalse():
            others: st.SearchStrategy[Answer] = st.booleans().map(Truth)
        case Cloze():
            gaps = range(len(gap_answers(question)))
            others = st.tuples(*(WORDS | st.sampled_from(accepted_wordings(question, i)) for i in gaps)).map(Texts)
        case ShortAnswer():
            others = st.tuples(WORDS | st.sampled_from(question.accept)).map(Texts)
        case Numeric():
            others = NUMBERS.map(Quantity)
        case Ordering():
            others = st.permutations(range(len(question.entries))).map(lambda order: Arrangement(tuple(order)))
        case Matching():
            choice = st.integers(0, len(choices_of(question)) - 1)
            others = st.tuples(*(choice for _ in question.pairs)).map(Pairing)
        case Open():
            others = st.builds(SelfMark, WORDS, _some(len(question.points)))
        case SingleBestAnswer() | CaseQuestion():
            others = st.integers(0, len(question.options) - 1).map(lambda i: Chosen(frozenset({i})))
        case _:
            others = _some(len(question.options)).map(Chosen)
    return others | st.just(key_of(question))


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    """Draw a question as shown, an answer to it, and its mark by any policy that fits."""
    presented: Presented = draw(st.from_type(Presented))
    answer = draw(answers(presented.question))
    policy = draw(st.sampled_from(POLICIES[presented.question.type]))
    return Outcome(presented, answer, mark(presented.question, answer, [policy]))


_questions = st.one_of(*(st.from_type(kind) for kind in Question.__args__))
st.register_type_strategy(Presented, st.builds(present, _questions, st.randoms()))
st.register_type_strategy(Outcome, outcomes())
