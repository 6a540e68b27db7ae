"""The text of a Moodle cloze question, with the answers of each gap in it."""

from html import escape
from typing import Final

from calcinosis_quiz.bank.items import Cloze, Gap
from calcinosis_quiz.bank.questions import gap_answers
from calcinosis_quiz.bank.structure import GAP
from calcinosis_quiz.export.hypertext import legal, one_line, show
from calcinosis_quiz.export.spelling import spellings
from calcinosis_quiz.quiz.marking import accepted_wordings

# Signs that end or divide an answer, as entities, which Moodle decodes after it has cut the answers apart.
_SIGNS: Final = str.maketrans({sign: f"&#{ord(sign)};" for sign in "{}~#=%\\$@[]"})


def write_cloze(question: Cloze) -> str:
    """Write the whole text as HTML; each gap accepts its spellings, case aside, and says why others are wrong."""
    between = [show(part) for part in GAP.split(question.text)[::2]]
    html = between[0]
    for i, after in enumerate(between[1:]):
        rule = question.gaps[i] if question.gaps else Gap()
        html += _write_gap(question, i, rule) + (f" ({show(rule.hint)})" if rule.hint else "") + after
    return f"<p>{html}</p>"


def _write_gap(question: Cloze, i: int, rule: Gap) -> str:
    # What stands in the braces comes first: Moodle shows the first right answer as the key.
    right = spellings([gap_answers(question)[i], *accepted_wordings(question, i)])
    parts = [f"={_answer(text)}" for text in right]
    parts += [f"%0%{_answer(one_line(wording.text))}{_feedback(wording.why)}" for wording in rule.reject]
    return "{1:SHORTANSWER:" + "~".join(parts) + "}"


def _answer(text: str) -> str:
    """Write an answer: decoded once it is plain text again, its asterisks literal."""
    return _encode(legal(text).replace("*", "\\*"))


def _feedback(why: str | None) -> str:
    """Write feedback: decoded once it is HTML, so it is escaped twice."""
    return f"#{_encode(escape(legal(why), quote=False).replace(chr(10), '<br>'))}" if why else ""


def _encode(text: str) -> str:
    return escape(text, quote=False).translate(_SIGNS)
