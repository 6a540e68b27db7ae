"""The scenes of `screens.md`: which command is started, which keys are pressed, and what is waited for before each."""

from typing import Final, NamedTuple

Steps = tuple[tuple[str, str], ...]
DOWN, UP, LEAVE, ENTER = "\x1b[B", "\x1b[A", "\x03", "\r"
PAUSE: Final = "Enter: go on"


class Shot(NamedTuple):
    """One picture, taken after some keys.

    `steps` pairs what must be on the screen, as a regular expression, with the keys that are then pressed; the last
    pattern stands for the picture itself. `ends`: the picture is taken when the program has ended.
    """

    name: str
    caption: str
    steps: Steps
    ends: bool = False


class Scene(NamedTuple):
    """One run of the program, with its pictures; `before` are keys for an earlier run of the same command."""

    chapter: str
    line: str
    shots: tuple[Shot, ...]
    columns: int = 80
    rows: int = 50
    environment: tuple[tuple[str, str], ...] = ()
    before: Steps = ()


def _of_type(name: str, item: str, asked: tuple[str, Steps], said: tuple[str, Steps]) -> Scene:
    """Give the pictures of one type: answering, and what is said about the answer."""
    file = name.lower().replace(" ", "-")
    return Scene(
        "The ten types",
        f"calcinosis-quiz quiz --item {item} --seed 3",
        (
            Shot(file, f"**{name}.** {asked[0]}", asked[1]),
            Shot(f"{file}-feedback", said[0], (*said[1], (PAUSE, ""))),
        ),
    )


_TYPES: Final = (
    _of_type(
        "Single best answer",
        "labs-deposit-mineral",
        ("One key answers; `/` strikes out what is ruled out.", ((": answer", f"{DOWN}{DOWN}/{DOWN}"), ("> C", ""))),
        ("What was chosen, what is correct, and why each option is right or wrong.", (("> C", "c"),)),
    ),
    _of_type(
        "Multiple response",
        "mech-contributors-named",
        ("Keys choose and drop, Enter hands in.", ((": choose", "ab"), (r"> \[x\] B", ""))),
        ("Right, wrong and missed in sign and word, with the sum behind the mark.", ((": choose", "f\r"),)),
    ),
    _of_type(
        "True-false",
        "surg-recurrence-scope",
        ("One key answers.", (("T or F: answer", ""),)),
        ("The reasons for both sides, and what has come since, dated and never marked.", (("T or F", "t"),)),
    ),
    _of_type(
        "Ordering",
        "pres-site-ranking",
        ("A letter takes an entry, the arrows move it.", (("A-D: take", f"c{UP}"), ("<> 2. C", ""))),
        ("The longest run in the right order counts; what would have to be moved is wrong.", (("<> 2. C", ENTER),)),
    ),
    _of_type(
        "Matching",
        "em-match-agent-to-step",
        ("Prompt by prompt; some choices stay over.", (("A-E: match", f"b{DOWN}"), ("> A ", ""))),
        ("Every pair with its reason.", (("A-E: match", "ea"), ("Enter: answer", ENTER))),
    ),
    _of_type(
        "Extended matching",
        "cur-emq-treatments-named",
        ("Several cases share one list of options; each case is a question.", ((": answer", ""),)),
        ("The reasons for this case.", ((": answer", "b"),)),
    ),
    _of_type(
        "Cloze",
        "mech-two-contributors-cloze",
        ("A line for each gap.", (("Esc: commands", "hypoxia\rischaemia"), ("ischaemia", ""))),
        ("Each gap with its reason.", (("ischaemia", ENTER),)),
    ),
    _of_type(
        "Short answer",
        "em-wider-group-of-pde5-typed",
        ("A slip of the keyboard is asked about, not marked.", (("Esc: commands", "vasodilatros\r"), ("Close", ""))),
        ("The answer as it was meant.", (("Close", "y"),)),
    ),
    _of_type(
        "Numeric",
        "epi-gap-between-ceilings",
        ("A number, with or without its unit.", (("Esc: commands", "30"), (": 30", ""))),
        ("What is accepted, and how it comes about.", ((": 30", ENTER),)),
    ),
    _of_type(
        "Open",
        "pres-why-location-matters",
        (
            "Own words beside a model answer; its points are ticked off.",
            (("Esc: commands", "What lies near it may be harmed.\r"), (r"\[ \] 1", "1"), (r"\[x\] 1", "")),
        ),
        ("Marked by yourself, so never part of a score.", ((r"\[x\] 1", ENTER),)),
    ),
)


def _answer(*keys: str, certainty: str = "", first: int = 1) -> Steps:
    """Answer so many questions, one key each, and go on after the last."""
    steps: list[tuple[str, str]] = []
    for number, key in enumerate(keys, first):
        steps.append((f"(?s)Question {number} of .*: answer", key))
        steps += [(f"(?s)Question {number} of .*How sure", certainty[number - first])] if certainty else []
        steps.append((f"(?s)Question {number} of .*{PAUSE}", ENTER))
    return tuple(steps)


_FIVE: Final = "calcinosis-quiz quiz --count 5 --type single-best-answer --type true-false --seed 2"
_TWO: Final = "calcinosis-quiz quiz --item labs-deposit-mineral --item surg-recurrence-scope --seed 3"
_MODES: Final = (
    Scene(
        "A session",
        _FIVE,
        (
            Shot(
                "resume",
                "A session that was left, or whose terminal died, is offered again: the same question, with its "
                "options in the same order.",
                (("Go on with", ENTER), (": answer", "")),
            ),
            Shot("help", "`?` shows every key.", ((": answer", "?"), ("any key: back", ""))),
            Shot(
                "end",
                "The end: score and time, by topic and objective, what was missed, and what to do next.",
                (("any key: back", " "), *_answer("2", "2", "1", first=3)),
                ends=True,
            ),
        ),
        rows=34,
        before=(*_answer("5", "1"), ("Question 3 of 5", LEAVE)),
    ),
    Scene(
        "A session",
        "calcinosis-quiz study --new 2 --type single-best-answer --seed 5",
        (
            Shot(
                "study-end",
                "`study` brings back what was missed, and ends with what is due on the next days.",
                (*_answer("1", "1"), ("Question 3 of", LEAVE)),
                ends=True,
            ),
        ),
    ),
    Scene(
        "Exams",
        "calcinosis-quiz quiz --exam --time-limit 20m --count 5 --type single-best-answer --seed 4",
        (
            Shot(
                "exam",
                "No feedback, a clock, and flags to come back to.",
                (("time left", "!"), ("flagged 1", "a"), ("answered 1", "")),
            ),
            Shot(
                "exam-review",
                "The review before handing in.",
                ((": save answer", "b"), ("answered 2", "="), ("open the question", "")),
            ),
            Shot(
                "exam-end",
                "Handed in: every question with its reasons (here the last of them), then the score.",
                (("open the question", "h"), ("count as wrong", "y")),
                ends=True,
            ),
        ),
        rows=40,
    ),
    Scene(
        "Certainty",
        f"{_FIVE} --confidence",
        (
            Shot(
                "confidence",
                "`--confidence` asks how sure each answer is.",
                ((": answer", "5"), ("How sure", "")),
            ),
            Shot(
                "calibration",
                "At the end: how often each degree of certainty was right, and what it earned.",
                (("How sure", "3"), (PAUSE, ENTER), *_answer("1", "2", "2", "1", certainty="2231", first=2)),
                ends=True,
            ),
        ),
        rows=36,
    ),
    Scene(
        "Elsewhere",
        f"{_TWO} --plain",
        (
            Shot(
                "plain",
                "`--plain`, for screen readers and logs: typed lines, no colour, nothing that moves.",
                ((">$", "T\r"), ("(?s)Question 2.*>$", "D\r")),
                ends=True,
            ),
        ),
        rows=80,
    ),
    Scene(
        "Elsewhere",
        "calcinosis-quiz quiz --item labs-deposit-mineral --seed 3",
        (
            Shot(
                "no-colour",
                "`NO_COLOR` is honoured: every verdict is a sign and a word as well.",
                ((": answer", "c"), (PAUSE, "")),
            ),
        ),
        environment=(("NO_COLOR", "1"),),
    ),
    Scene(
        "Elsewhere",
        "calcinosis-quiz quiz --item mech-contributors-named --seed 3",
        (Shot("narrow", "A terminal of 60 columns.", ((": choose", "ab\r"), (PAUSE, ""))),),
        columns=60,
        rows=60,
    ),
)

SCENES: Final = (*_TYPES, *_MODES)
