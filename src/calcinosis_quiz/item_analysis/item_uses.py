"""Uses of items: what each class did on each item, pooled over the years, an edit beginning a new series."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Any, Final

from msgspec import Meta, MsgspecError, Struct, json, to_builtins

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.problems import Problem
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.item_analysis.responses.judging import give_key
from calcinosis_quiz.item_analysis.statistics.learner_sets import pick
from calcinosis_quiz.item_analysis.statistics.score_ranks import ScoreRanks
from calcinosis_quiz.item_analysis.statistics.scores import ItemScores, Scores
from calcinosis_quiz.quiz.presentation import present
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer

_NOT_ASKED: Final = frozenset(
    {
        "explanation",
        "facts",
        "objective",
        "level",
        "difficulty",
        "topic",
        "vignette",
        "population",
        "not_with",
        "later_evidence",
        "reviewed",
        "tags",
        "lint",
        "why",
        "why_true",
        "why_false",
        "real_world",
    }
)


def digest_content(question: Question) -> str:
    """Return 16 hex digits that change with what is asked and what is right, not with explanations or labels."""
    asked = json.encode(_keep_asked(to_builtins(question, builtin_types=())), order="deterministic")
    return sha256(asked).hexdigest()[:16]


def _keep_asked(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {key: _keep_asked(each) for key, each in value.items() if key not in _NOT_ASKED}
    return [_keep_asked(each) for each in value] if isinstance(value, list | tuple) else value


def digest_rekeyed(question: Question, key: str) -> str:
    """Return the digest of a question that was marked by another key, written as responses with `|` between them.

    Where a single response is the key, it is the digest of the question once its bank has that key.
    """
    wanted = read_answer(present(question), key)
    rekeyed = None if isinstance(wanted, Unreadable) else give_key(question, wanted)
    if rekeyed is not None:
        return digest_content(rekeyed)
    return sha256(f"{digest_content(question)} {key}".encode()).hexdigest()[:16]


FORMAT: Final = 1


class OptionCount(Struct, frozen=True):
    """How many chose an option."""

    label: str
    count: int


class Use(Struct, frozen=True, kw_only=True):
    """One item in one round of one class: counts and sums, and nobody's answers.

    Marks are fractions from 0 to 1, `rest` the score on the other items. `content` is the digest of what was asked;
    `answers` that of who earned what, so that the same sheets cannot be added twice. `people` holds five bytes for
    each learner, in base64: a hash of year, class and code, by which a person is counted once.
    """

    format: Annotated[int, Meta(ge=1, le=FORMAT)] = FORMAT
    item: str
    content: str
    form: str
    round: str = ""
    date: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
    learners: Annotated[int, Meta(ge=1)]
    marks: float
    squares: float
    rest: float
    rest_squares: float
    products: float
    options: tuple[OptionCount, ...] = ()
    answers: str
    people: str = ""


def make_uses(
    scores: Scores,
    library: Library,
    *,
    form: str,
    date: str,
    round_name: str = "",
    keys: Mapping[str, str] | None = None,
) -> tuple[Use, ...]:
    """Describe what a class did on each item; items without any mark are left out.

    `keys`: the keys that items were marked by instead of their own.
    """
    ranks = ScoreRanks(scores)
    contents = {item: digest_content(question) for item, question in library.questions.items()}
    for item, key in (keys or {}).items():
        if item in contents:
            contents[item] = digest_rekeyed(library.questions[item], key)
    about = form, date, round_name
    return tuple(
        _make_use(item, scores, ranks, contents.get(item.item, ""), about) for item in scores.items if item.count
    )


def _make_use(item: ItemScores, scores: Scores, ranks: ScoreRanks, content: str, about: tuple[str, str, str]) -> Use:
    form, date, round_name = about
    marks = sum(mark * count for mark, count in item.counts)
    squares = sum(mark * mark * count for mark, count in item.counts)
    with_score = sum(mark * ranks.sum_over(learners) for mark, learners in item.levels)
    most = item.maximum
    return Use(
        item=item.item,
        content=content,
        form=form,
        round=round_name,
        date=date,
        learners=item.count,
        marks=marks / most,
        squares=squares / most**2,
        rest=ranks.sum_over(item.marked) - marks,
        rest_squares=ranks.sum_squares_over(item.marked) - 2 * with_score + squares,
        products=(with_score - squares) / most,
        options=tuple(OptionCount(label, learners.bit_count()) for label, learners in item.options),
        answers=_digest_answers(item, scores, round_name),
        people=_write_people(f"{date[:4]}\t{form}", pick(scores.learners, item.marked)),
    )


_BYTES: Final = 5
"""Of the hash of a learner: enough to tell a class apart, too few to look codes up with certainty."""


def _write_people(group: str, learners: Sequence[str]) -> str:
    hashes = sorted(sha256(f"{group}\t{each}".encode("utf-8", "replace")).digest()[:_BYTES] for each in learners)
    return b64encode(b"".join(hashes)).decode()


def _read_people(use: Use) -> frozenset[bytes]:
    raw = b64decode(use.people)
    return frozenset(raw[i : i + _BYTES] for i in range(0, len(raw), _BYTES))


def _digest_answers(item: ItemScores, scores: Scores, round_name: str) -> str:
    lines = [
        f"{learner}\t{mark / item.maximum:.9f}"
        for mark, learners in item.levels
        for learner in pick(scores.learners, learners)
    ]
    return sha256("\n".join([item.item, round_name, *sorted(lines)]).encode("utf-8", "replace")).hexdigest()[:16]


def read_uses_file(file: str, raw: bytes) -> tuple[tuple[Use, ...], list[Problem]]:
    """Read a file of uses, one use a line."""
    uses: list[Use] = []
    problems: list[Problem] = []
    for number, line in enumerate(raw.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            uses.append(json.decode(line, type=Use))
        except (MsgspecError, UnicodeDecodeError, RecursionError) as error:
            message = f"expected one use of an item, got: {error}. Restore this line from a copy, or remove it."
            problems.append(Problem(file, number, "", "bad-uses-file", "error", message))
    return tuple(uses), problems


def write_uses(uses: Iterable[Use]) -> bytes:
    """Write uses as lines to append to a file of uses."""
    return b"".join(json.encode(use) + b"\n" for use in uses)


class MergedUses(Struct, frozen=True):
    """A file of uses after a class was added to it.

    `uses` are all uses now; `added` and `replaced` count those of the class that are new or took the place of an
    earlier one of the same learners, `known` those that were there already, `overlapping` those of which some
    learners, but not all, were counted before, so that they were left out.
    """

    uses: tuple[Use, ...]
    added: int = 0
    replaced: int = 0
    known: int = 0
    overlapping: int = 0


def merge_uses(new: Sequence[Use], known: Sequence[Use]) -> MergedUses:
    """Add uses so that a person counts once for each item, wording and round.

    A person is a learner's code in a class (its name) and a year; the same code in another year is somebody else.
    The same answers count once, whatever class and date they are added under. Answers of the same learners, or of
    more, take the place of those they had: a corrected file replaces the first.
    """
    uses: list[Use | None] = list(known)
    there = {(use.item, use.content, use.answers) for use in known}
    earlier: dict[tuple[str, str, str], list[tuple[int, frozenset[bytes]]]] = {}
    for place, use in enumerate(known):
        if use.people:
            earlier.setdefault((use.item, use.content, use.round), []).append((place, _read_people(use)))
    counts = {"added": 0, "replaced": 0, "known": 0, "overlapping": 0}
    for use in new:
        people = _read_people(use)
        common = [(place, who) for place, who in earlier.get((use.item, use.content, use.round), []) if who & people]
        if (use.item, use.content, use.answers) in there or any(people < who for _, who in common):
            counts["known"] += 1
        elif not common:
            counts["added"] += 1
            uses.append(use)
        elif all(who <= people for _, who in common):
            counts["replaced"] += 1
            for place, _ in common:
                uses[place] = None
            uses.append(use)
        else:
            counts["overlapping"] += 1
    return MergedUses(tuple(use for use in uses if use is not None), **counts)
