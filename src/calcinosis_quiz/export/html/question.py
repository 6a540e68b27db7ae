"""A question as the page holds it: what is shown, and, apart from that, its key."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Final, assert_never

from msgspec import Struct

from calcinosis_quiz.bank.facts import STRENGTH_LABELS
from calcinosis_quiz.bank.images import read_image
from calcinosis_quiz.bank.items import (
    Cloze,
    Gap,
    Match,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    Reasoned,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, choices_of, gap_answers, may_shuffle, options_of
from calcinosis_quiz.bank.structure import GAP, accepted_range
from calcinosis_quiz.export.texts_around import DatedNote, dated_note
from calcinosis_quiz.quiz.answers import Pairing, key_of
from calcinosis_quiz.quiz.marking import Policy, choose_policy, wanted_of
from calcinosis_quiz.quiz.presentation import Presented, parts_of

_MEDIA_TYPES: Final = {"jpg": "jpeg", "svg": "svg+xml"}


class Picture(Struct, frozen=True):
    """A picture within the page, and what it shows in words."""

    src: str
    alt: str


class Refused(Struct, frozen=True, omit_defaults=True):
    """A known wrong answer, and why it is wrong."""

    text: str
    why: str | None = None


class GapKey(Struct, frozen=True, omit_defaults=True):
    """What a gap accepts, the wording to show first, and what it refuses with a reason."""

    accept: tuple[str, ...]
    reject: tuple[Refused, ...] = ()
    why: str | None = None
    match: Match | None = None
    language: str | None = None


class Key(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What makes an answer right, and what is said afterwards.

    `right`: numbers of the correct parts; for a matching one for each prompt. `why`: a reason for each part, for a
    matching each prompt; `spare`: there a reason for each choice. `low` and `high`: plain decimals, both accepted.
    """

    right: tuple[int, ...] = ()
    why: tuple[str | None, ...] = ()
    spare: tuple[str | None, ...] = ()
    gaps: tuple[GapKey, ...] = ()
    low: str = ""
    high: str = ""
    wanted: str = ""
    errors: tuple[Refused, ...] = ()
    model: str = ""
    points: tuple[str, ...] = ()
    explanation: str = ""
    strengths: tuple[str, ...] = ()
    note: DatedNote | None = None


class Asked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question as it is shown; `key` is None on a page without keys, and nothing else depends on it.

    `parts`: what letters stand for; for a true-false its labels. `last`: parts that stay in the last places.
    `order`: the order in which parts are shown, where it is fixed. `pieces`: the text around the gaps of a cloze.
    """

    id: str
    type: str
    policy: Policy
    topic: str = ""
    theme: str = ""
    case: str = ""
    stem: str = ""
    picture: Picture | None = None
    parts: tuple[str, ...] = ()
    last: tuple[int, ...] = ()
    unshuffled: bool = False
    order: tuple[int, ...] = ()
    prompts: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    hints: tuple[str | None, ...] = ()
    unit: str = ""
    convert: bool = False
    language: str = ""
    key: Key | None = None


def ask(
    library: Library,
    presented: Presented,
    *,
    topic: str,
    keyed: bool,
    fixed_order: bool = False,
    policies: Sequence[Policy] = (),
) -> Asked:
    """Return a question in the form of the page; raises QuizError when its picture is gone.

    With its key, parts are numbered as in the bank. Without it they stand in the order shown on a paper (`fixed_order`)
    or where the bank fixes their order, else in that of the alphabet: the order of a bank may tell what is right.
    """
    question = presented.question
    unshuffled = not may_shuffle(question)
    places = list(range(len(parts_of(question))))
    texts = parts_of(question)
    if not keyed and fixed_order:
        places = list(presented.order)
    elif not keyed and not unshuffled:
        places.sort(key=texts.__getitem__)
    options = options_of(question)
    return Asked(
        id=question.id,
        type=question.type,
        policy=choose_policy(question.type, policies),
        topic=topic,
        theme=question.theme if isinstance(question, CaseQuestion) else "",
        case=question.stem if isinstance(question, CaseQuestion) else "",
        stem=question.lead_in if isinstance(question, CaseQuestion) else getattr(question, "stem", ""),
        picture=_read_picture(library, question),
        parts=_labels(question) or tuple(texts[i] for i in places),
        last=tuple(i for i, place in enumerate(places) if options and options[place].fixed),
        unshuffled=unshuffled or isinstance(question, TrueFalse),
        order=() if not fixed_order else presented.order if keyed else tuple(range(len(places))),
        prompts=tuple(pair.prompt for pair in question.pairs) if isinstance(question, Matching) else (),
        pieces=tuple(GAP.split(question.text)[::2]) if isinstance(question, Cloze) else (),
        hints=_hints(question),
        unit=(question.unit or "") if isinstance(question, Numeric) else "",
        convert=isinstance(question, Numeric) and question.convert,
        language=(question.language or "") if isinstance(question, Numeric) else "",
        key=_key(library, question) if keyed else None,
    )


def _hints(question: Question) -> tuple[str | None, ...]:
    hints = tuple(gap.hint for gap in question.gaps) if isinstance(question, Cloze) else ()
    return hints if any(hints) else ()


def _labels(question: Question) -> tuple[str, ...]:
    return (question.true_label, question.false_label) if isinstance(question, TrueFalse) else ()


def _read_picture(library: Library, question: Question) -> Picture | None:
    if question.image is None:
        return None
    content = read_image(library.bank_of(question.id).folder, question.image)
    ending = question.image.file.rpartition(".")[2].lower()
    kind = _MEDIA_TYPES.get(ending, ending)
    return Picture(f"data:image/{kind};base64,{b64encode(content).decode()}", question.image.alt)


def _key(library: Library, question: Question) -> Key:
    strengths = dict.fromkeys(STRENGTH_LABELS[fact.strength] for fact in library.facts_of(question))
    about = {
        "explanation": question.explanation or "",
        "strengths": tuple(strengths),
        "note": dated_note(library, question),
    }
    return Key(**_answer_key(question), **about)  # type: ignore[arg-type]  # fields of Key by name


def _answer_key(question: Question) -> dict[str, object]:
    match question:
        case TrueFalse():
            return {"right": (0 if question.answer else 1,), "why": (question.why_true, question.why_false)}
        case Cloze():
            rules = question.gaps or (None,) * len(gap_answers(question))
            return {"gaps": tuple(_gap_key(question, i, rule) for i, rule in enumerate(rules))}
        case ShortAnswer():
            return {"gaps": (_gap_key(question, 0, question),)}
        case Numeric():
            return _number_key(question)
        case Ordering():
            return {"why": tuple(entry.why for entry in question.entries)}
        case Matching():
            key = key_of(question)
            spare = {choice.text: choice.why for choice in question.spare}
            return {
                "right": key.choices if isinstance(key, Pairing) else (),
                "why": tuple(pair.why for pair in question.pairs),
                "spare": tuple(spare.get(choice) for choice in choices_of(question)),
            }
        case Open():
            return {"model": question.model_answer, "points": question.points}
        case SingleBestAnswer() | MultipleResponse() | CaseQuestion():
            right = tuple(i for i, option in enumerate(question.options) if option.correct)
            return {"right": right, "why": tuple(option.why for option in question.options)}
        case _:
            assert_never(question)


def _gap_key(question: ShortAnswer | Cloze, place: int, rule: ShortAnswer | Gap | None) -> GapKey:
    accept = wanted_of(question, place).accept
    reject, why = (_refused(rule.reject), rule.why) if rule else ((), None)
    return GapKey(accept, reject, why, question.match, question.language)


def _refused(wordings: Sequence[Reasoned]) -> tuple[Refused, ...]:
    return tuple(Refused(wording.text, wording.why) for wording in wordings)


def _number_key(question: Numeric) -> dict[str, object]:
    low, high = accepted_range(question)
    ends = question.between or (question.value,)
    return {
        "low": f"{low:f}",
        "high": f"{high:f}",
        "wanted": " to ".join(f"{end:f}" for end in ends),
        "errors": tuple(Refused(f"{error.value:f}", error.why) for error in question.common_errors),
        "why": (question.why,),
    }
