"""GIFT: plain text that Moodle and others read; tags and id numbers in comments."""

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from calcinosis_quiz.bank.fingerprint import stamp
from calcinosis_quiz.bank.items import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Open,
    Ordering,
    ShortAnswer,
    SingleBestAnswer,
    TrueFalse,
)
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import CaseQuestion, Question, gap_answers, stem_of
from calcinosis_quiz.bank.structure import accepted_range
from calcinosis_quiz.export.fractions import weigh_options, write_percent
from calcinosis_quiz.export.hypertext import digits, one_line, paragraphs, show
from calcinosis_quiz.export.loss import (
    Export,
    Loss,
    finish,
    lose_all_or_nothing,
    lose_capitals,
    lose_order,
    lose_picture,
    lose_self_marking,
    lose_shuffle_setting,
    lose_typed,
    lose_weights,
)
from calcinosis_quiz.export.recast import as_choice, as_places, has_own_labels, menu_of, spellings
from calcinosis_quiz.export.texts_around import (
    by_topic,
    comments_on,
    name_export,
    picture_in_words,
    reasons_for,
    stem_paragraphs,
    tags_of,
)
from calcinosis_quiz.quiz.marking import Policy, wanted_of

_ESCAPES: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\~=#{}:"})


def write_gift(library: Library, questions: Sequence[Question], policies: Sequence[Policy] = ()) -> Export:
    """Write questions as one GIFT file, a category for each topic, the bank version in the category's name."""
    blocks: list[str] = []
    losses: list[Loss] = []
    items: list[str] = []
    heading = name_export(library)
    for topic, members in by_topic(library, questions):
        category = "/".join(one_line(name).replace("/", "//") for name in (heading, topic))
        blocks.append(f"$CATEGORY: $course$/top/{category}")
        for question in members:
            answers = _write_answers(question, policies)
            losses += _losses(question, policies)
            if answers is not None:
                blocks.append(_write_block(library, question, answers))
                items.append(question.id)
    return finish(("\n\n".join(blocks) + "\n").encode(), questions, items, losses)


def _write_block(library: Library, question: Question, answers: str) -> str:
    marks = "".join(f" [tag:{tag}]" for tag in tags_of(library, question))
    stem = [show(stem_of(question))] if isinstance(question, Cloze) else map(show, stem_paragraphs(question))
    words = map(show, picture_in_words(question))
    text = "".join(f"<p>{part}</p>" for part in (*words, *stem))
    after = paragraphs([*reasons_for(question), *comments_on(library, question)])
    return (
        f"// {stamp(library, question)}\n"
        f"// [id:{question.id}]{marks}\n"
        f"::{_escape(question.id)}::[html]{_escape(text)}{{{answers}\n####[html]{_escape(after)}\n}}"
    )


def _losses(question: Question, policies: Sequence[Policy]) -> Iterator[Loss]:
    reason = _reason_to_leave_out(question)
    if reason:
        yield Loss(question.id, "left out", reason)
        return
    yield from lose_picture(question)
    match question:
        case TrueFalse() | Numeric():
            return
        case SingleBestAnswer() | CaseQuestion():
            yield from lose_shuffle_setting(question)
        case MultipleResponse():
            yield from lose_shuffle_setting(question)
            yield from lose_weights(question, policies)
        case Ordering():
            yield from lose_order(question, policies)
        case Matching():
            yield from lose_all_or_nothing(question, policies)
        case ShortAnswer() | Cloze():
            yield from lose_typed(question, policies)
            yield from lose_capitals(question, policies)
        case Open():
            yield from lose_self_marking(question)
            yield Loss(
                question.id, "shown differently", "worth one mark, since GIFT knows no marks: set it to 0 by hand"
            )
        case _:
            assert_never(question)


def _reason_to_leave_out(question: Question) -> str:
    if isinstance(question, Cloze) and len(gap_answers(question)) > 1:
        return "GIFT has room for one gap; use Moodle XML"
    if not _can_be_typed(question):
        return "GIFT cannot write an accepted answer that begins with % or holds ->"
    return ""


def _can_be_typed(question: Question) -> bool:
    """Check that GIFT can write every accepted wording; it has no escape for a weight or an arrow."""
    return all(map(_is_plain, _typed(question)))


def _is_plain(text: str) -> bool:
    return not text.startswith("%") and "->" not in text


def _typed(question: Question) -> tuple[str, ...]:
    match question:
        case ShortAnswer():
            return spellings(wanted_of(question))
        case Cloze():
            return spellings(wanted_of(question))
        case (
            SingleBestAnswer()
            | MultipleResponse()
            | TrueFalse()
            | Numeric()
            | Ordering()
            | Matching()
            | CaseQuestion()
            | Open()
        ):
            return ()
        case _:
            assert_never(question)


def _write_answers(question: Question, policies: Sequence[Policy]) -> str | None:
    """Write what stands in the braces; None when GIFT cannot express the question."""
    match question:
        case MultipleResponse():
            weights = weigh_options(question, policies)
            if weights is None:
                return None
            signs = [f"~%{write_percent(percent)}%" for percent in weights.percent]
            return _options(question, signs)
        case SingleBestAnswer() | CaseQuestion():
            return _options(question, ["=" if option.correct else "~" for option in question.options])
        case TrueFalse() if has_own_labels(question):
            return _write_answers(as_choice(question), policies)
        case TrueFalse():
            right, wrong = (question.why_true, question.why_false)[:: 1 if question.answer else -1]
            # The first feedback is for the wrong side, the second for the right one.
            return f"{str(question.answer).upper()}#{_html(wrong)}#{_html(right)}"
        case Cloze() if len(gap_answers(question)) > 1:
            return None
        case ShortAnswer() | Cloze():
            return _typed_answers(question)
        case Numeric():
            low, high = accepted_range(question)
            lines = [f"={digits((low + high) / 2)}:{digits((high - low) / 2)}"]
            lines += [f"=%0%{digits(error.value)}:0#{_html(error.why)}" for error in question.common_errors]
            return "#" + _lines(lines)
        case Ordering() | Matching():
            matching = as_places(question) if isinstance(question, Ordering) else question
            needed = {pair.choice for pair in matching.pairs}
            rows = [(_html(pair.prompt), pair.choice) for pair in matching.pairs]
            rows += [("", choice) for choice in menu_of(matching) if choice not in needed]
            return _lines([f"={prompt} -> {_escape(one_line(choice))}" for prompt, choice in rows])
        case Open():
            return ""
        case _:
            assert_never(question)


def _typed_answers(question: ShortAnswer | Cloze) -> str | None:
    if not _can_be_typed(question):
        return None
    rules = question.gaps[:1] if isinstance(question, Cloze) else (question,)
    refused = [(one_line(wording.text), wording.why) for rule in rules for wording in rule.reject]
    lines = [f"={_escape(_literal(text))}" for text in _typed(question)]
    lines += [f"=%0%{_escape(_literal(text))}#{_html(why)}" for text, why in refused if _is_plain(text)]
    return _lines(lines)


def _options(question: SingleBestAnswer | MultipleResponse | CaseQuestion, signs: Sequence[str]) -> str:
    rows = zip(signs, question.options, strict=True)
    return _lines(
        [f"{sign}{_html(option.text)}" + (f"#{_html(option.why)}" if option.why else "") for sign, option in rows]
    )


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"\n{line}" for line in lines)


def _html(text: str | None) -> str:
    return f"[html]{_escape(show(text))}" if text else ""


def _escape(text: str) -> str:
    """Escape what GIFT gives a meaning to; HTML keeps its line breaks as elements, so no line is ever blank."""
    return text.translate(_ESCAPES)


def _literal(text: str) -> str:
    """Keep an asterisk from standing for anything."""
    return text.replace("*", "\\*")
