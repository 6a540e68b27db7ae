"""Exercises of R/exams: static ones come in, code is never run."""

import pytest
from tests.imports.reading import causes, draft, only, read

from calcinosis_quiz.bank.items import Cloze, MultipleResponse, Numeric, Open, ShortAnswer, SingleBestAnswer
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.reading import Document

CHOICE = """```{r, echo = FALSE, results = "hide"}
include_supplement("bone.png")
```

Question
========
Which *mineral* costs \\$5 and is in $x^2$ bones? ![](bone.png)

Answerlist
----------
* Apatite
* Gypsum,
  which is soft
* `__iron__`

Solution
========
See the page.

Answerlist
----------
* True. It is.
* False
*

Meta-information
================
exname: Bone mineral
extype: schoice
exsolution: 100
exshuffle: 2
exsection: Medicine/Bones
"""
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01"


def test_a_static_choice_comes_in_with_key_reasons_and_picture() -> None:
    assert detect(Document("bone.Rmd", CHOICE.encode())) == "rexams"
    reading = read("rexams", CHOICE, {"bone.png": PNG})
    item = only(reading, SingleBestAnswer)
    assert item.stem == "Which mineral costs $5 and is in \\(x^2\\) bones?"
    assert [(each.text, each.correct, each.why) for each in item.options] == [
        ("Apatite", True, "True. It is."),
        ("Gypsum,\nwhich is soft", False, None),
        ("`__iron__`", False, None),
    ]
    assert (item.explanation, item.shuffle) == ("See the page.", True)
    assert (draft(reading).title, draft(reading).category) == ("Bone mineral", ("Medicine", "Bones"))
    assert draft(reading).picture is not None
    assert ("changed", "some options only were shown there; here all are") in causes(reading)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('include_supplement("bone.png")', "x <- sample(1:9, 1)"),
        ("See the page.", "It is `r 1 + 1`."),
        ('include_supplement("bone.png")', 'include_supplement("bone.png"); x <- 3'),
    ],
)
def test_an_exercise_that_needs_code_is_left_out(old: str, new: str) -> None:
    reading = read("rexams", CHOICE.replace(old, new), {"bone.png": PNG})
    assert not reading.drafts
    assert causes(reading) == [("left out", "its numbers or words are made by code, which is never run")]


def test_sweave_becomes_plain_text() -> None:
    text = r"""
\begin{question}
The \textbf{fr\"uhe} bone of \emph{H\"ohe} $h_1$ costs 5\,\% -- or \texttt{a_b}: % a remark
\begin{itemize}
\item one
\item two
\end{itemize}
\begin{answerlist}
  \item yes
  \item no
  \item maybe
  \item never
\end{answerlist}
\end{question}
\begin{solution}
\begin{answerlist}
  \item Since it is.
  \item False.
\end{answerlist}
\end{solution}
%% \exname{Early bone}
%% \extype{mchoice}
%% \exsolution{1010}
"""
    reading = read("rexams", text)
    item = only(reading, MultipleResponse)
    assert item.stem == "The frühe bone of Höhe \\(h_1\\) costs 5 % \u2013 or `a_b`:\n\n- one\n- two"
    assert (item.options[0].text, item.options[0].why) == ("yes", "Since it is.")
    assert [each.correct for each in item.options] == [True, False, True, False]
    assert draft(reading).title == "Early bone"


def written(kind: str, solution: str, more: str = "") -> str:
    head = "Question\n========\nHow much?\n\n"
    return (
        f"{head}Solution\n========\nSo much.\n\nMeta-information\n====\nextype: {kind}\nexsolution: {solution}\n{more}"
    )


def test_numbers_words_and_essays() -> None:
    number = only(read("rexams", written("num", "3,5", "extol: .5\n")), Numeric)
    assert (str(number.value), str(number.tolerance)) == ("3.5", "0.5")
    assert only(read("rexams", written("string", "iron")), ShortAnswer).accept == ("iron",)
    assert only(read("rexams", written("string", "nil", "exstringtype: essay\n")), Open).model_answer == "So much."


def test_parts_of_a_cloze_take_their_places_and_their_options() -> None:
    text = """Question
========
Bone is ##ANSWER2## and weighs ##ANSWER1## kg.

Answerlist
----------
* soft
* hard
* Its main salt?

Meta-information
================
extype: cloze
exclozetype: num|schoice|string
exsolution: 7|01|apatite
extol: 0.1
"""
    item = only(read("rexams", text.replace("* soft", "* Weight?\n* soft")), Cloze)
    assert item.text == "Bone is {{hard}} and weighs {{7}} kg.\n\nIts main salt? {{apatite}}"
    assert item.gaps[0].hint == "soft / hard"
