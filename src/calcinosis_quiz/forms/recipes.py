"""Recipes: what an exam, a test before and after, or an hour with a group is made of, with sensible sizes."""

from typing import Final, Literal, get_args

from msgspec import Struct, structs

from calcinosis_quiz.bank.items import ItemType
from calcinosis_quiz.quiz.selection import Filters

RecipeName = Literal["exam", "pre-post-test", "board-exam", "team-based-learning", "case-based-hour"]
Sheet = Literal["exam", "answer sheet", "key", "team sheet", "guide"]

_MARKABLE: Final = tuple(name for name in get_args(ItemType) if name != "open")
"""Every type but open questions, which nobody can mark from a key."""


class Section(Struct, frozen=True, kw_only=True):
    """A part of a form to be: how many questions of which kind, how long, and what learners are told."""

    title: str
    items: int
    seconds: int
    filters: Filters = Filters(type=_MARKABLE)
    vignette: bool | None = None
    stepwise: bool = False


class Step(Struct, frozen=True):
    """A step of the hour for whoever leads it: so many minutes, or `times` as long as a part of the form."""

    what: str
    minutes: int = 0
    part: int | None = None
    times: float = 1


class Recipe(Struct, frozen=True, kw_only=True):
    """A use of the questions. `main` numbers the section whose size `--items` sets."""

    name: RecipeName
    title: str
    about: str
    sections: tuple[Section, ...]
    sheets: tuple[Sheet, ...]
    instructions: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    forms: int = 1
    main: int = 0


_ALONE: Final = "Work alone and without help."
_CODE: Final = "Write your code on the answer sheet, not your name."

EXAM: Final = Recipe(
    name="exam",
    title="Exam",
    about="questions of all types but open ones, a minute each",
    sections=(Section(title="Questions", items=20, seconds=60),),
    sheets=("exam", "answer sheet", "key", "guide"),
    instructions=(_CODE, _ALONE),
)

PRE_POST_TEST: Final = Recipe(
    name="pre-post-test",
    title="Test before and after teaching",
    about="three parallel forms of 15 questions, 15 minutes each",
    sections=(
        Section(
            title="Questions",
            items=15,
            seconds=60,
            filters=Filters(type=("single-best-answer", "multiple-response", "true-false", "numeric")),
        ),
    ),
    sheets=("exam", "answer sheet", "key", "guide"),
    instructions=(_CODE + " Use the same code each time.", _ALONE),
    steps=(
        Step("Before teaching: half of the group sits form A, the other half form B. Give no answers yet.", part=0),
        Step("Teach."),
        Step("After teaching: whoever sat A sits B, and the other way round. Then go through the keys.", part=0),
        Step("After 8 to 12 weeks: everybody sits form C, which nobody has seen.", part=0),
    ),
    forms=3,
)

BOARD_EXAM: Final = Recipe(
    name="board-exam",
    title="Timed exam in the style of the boards",
    about="20 single-best-answer questions and vignettes, 90 seconds each",
    sections=(Section(title="Questions", items=20, seconds=90, filters=Filters(type=("single-best-answer",))),),
    sheets=("exam", "answer sheet", "key", "guide"),
    instructions=(
        _CODE,
        _ALONE + " Mark what you want to come back to.",
    ),
    steps=(
        Step("The exam. Say when half of the time is over, and when five minutes are left. Give no help.", part=0),
        Step("Afterwards: the key with its reasons. This exam is formative, and no form is used twice.", minutes=15),
    ),
)

TEAM_BASED_LEARNING: Final = Recipe(
    name="team-based-learning",
    title="Team-based learning",
    about="10 questions answered alone and again as a team, then 3 to apply",
    sections=(
        Section(
            title="Readiness",
            items=10,
            seconds=72,
            filters=Filters(type=("single-best-answer",), level=("remember", "understand")),
        ),
        Section(
            title="Application",
            items=3,
            seconds=500,
            filters=Filters(type=("single-best-answer",), level=("apply", "evaluate")),
        ),
    ),
    sheets=("exam", "answer sheet", "team sheet", "key", "guide"),
    instructions=(_CODE, _ALONE),
    steps=(
        Step("Readiness, alone: the first part, on the answer sheet. Collect the sheets and say nothing.", part=0),
        Step(
            "Readiness, as a team: the same questions on the team sheet. The team agrees on one letter and ticks "
            "it; you say right or wrong; they go on until they are right: 4, 2, 1 or 0 points.",
            part=0,
            times=1.25,
        ),
        Step(
            "Appeals: a team writes down the question, its reason and its source. Decide after the session, "
            "and mark again with a corrected key.",
            minutes=8,
        ),
        Step(
            "Application: all teams work on the same problem and show their letter at the same moment. "
            "Let those who differ argue first.",
            part=1,
        ),
    ),
)

CASE_BASED_HOUR: Final = Recipe(
    name="case-based-hour",
    title="Case-based hour",
    about="5 gaps to warm up, 3 cases shown step by step, a talk with a patient, 5 questions to end with",
    sections=(
        Section(title="Warm-up", items=5, seconds=60, filters=Filters(type=("cloze",))),
        Section(
            title="Cases",
            items=3,
            seconds=720,
            filters=Filters(type=("single-best-answer",)),
            vignette=True,
            stepwise=True,
        ),
        Section(title="In your own words", items=1, seconds=600, filters=Filters(type=("open",))),
        Section(
            title="To end with",
            items=5,
            seconds=60,
            filters=Filters(type=("true-false", "single-best-answer")),
            vignette=False,
        ),
    ),
    sheets=("exam", "answer sheet", "key", "guide"),
    instructions=("Fold each case along its lines, and open a fold when you are told to.",),
    steps=(
        Step("Warm-up: everybody alone, on paper. Read the answers out.", part=0),
        Step(
            "Cases, 12 minutes each: read the patient; ask for one sentence on what matters; open the options; "
            "let everybody commit to a letter; then discuss why each other letter tempts.",
            part=1,
        ),
        Step("In your own words, in pairs: one asks as patient or colleague, one answers; then change.", part=2),
        Step("To end with: everybody alone, on the answer sheet.", part=3),
    ),
    main=1,
)


def with_types_chosen(recipe: Recipe, filters: Filters) -> Recipe:
    """Let an exam hold the types that its filters choose, open questions too; other recipes keep to their own."""
    if recipe.name != "exam" or not (filters.type or filters.item):
        return recipe
    section = structs.replace(recipe.sections[0], filters=Filters())
    return structs.replace(recipe, sections=(section,))


RECIPES: Final = {each.name: each for each in (EXAM, PRE_POST_TEST, BOARD_EXAM, TEAM_BASED_LEARNING, CASE_BASED_HOUR)}
