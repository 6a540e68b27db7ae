"""The quiz by keys in a real terminal: every type, every size, every way out, and back again."""

import re
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.running import EVERY_TYPE, PROGRAM, run
from tests.cli.terminals import READING, Terminal, answers_in, orders_in, quiz_command

from calcinosis_quiz.cli.screens.cells import cell_len

# A test process with threads may fork all the same: the child becomes another program at once.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

Start = Callable[..., Terminal]
PAUSE = "Enter: go on"
COMMAND = "  calcinosis-quiz "  # one to go on with stands whole in its line, to be copied


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Name a folder for the answer log."""
    return tmp_path / "home"


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Start a quiz in a terminal of its own; it is ended with the test."""
    begun: list[Terminal] = []

    def start(*arguments: str, columns: int = 80, rows: int = 24, command: list[str] | None = None) -> Terminal:
        terminal = Terminal(command or quiz_command(*arguments), columns, rows, home)
        begun.append(terminal)
        return terminal

    yield start
    for terminal in begun:
        terminal.close()


def letter_of(terminal: Terminal, text: str) -> str:
    """Find the letter under which a text is shown last."""
    return terminal.wait(rf"(?s).*^[ >]*(?:\[.\] )?(?:\d\. )?([A-F]) {text}").group(1)


def leave_ok(terminal: Terminal) -> str:
    assert terminal.end() == 0, terminal.text()
    assert "Traceback" not in terminal.text()
    return terminal.text()


def one(terminal: Terminal) -> None:
    terminal.wait("A-D: answer")
    terminal.send(letter_of(terminal, "Hydroxyapatite"))


def some(terminal: Terminal) -> None:
    terminal.wait("choose   Enter: answer   /: strike out")
    terminal.send(letter_of(terminal, "Calcite") + letter_of(terminal, "Gypsum") + "\r")


def truth(terminal: Terminal) -> None:
    terminal.wait("T or F: answer")
    terminal.send("f")


def gaps(terminal: Terminal) -> None:
    terminal.wait("Gap 2")
    terminal.send("iron\x15Apatite\rcalcium\r")


def word(terminal: Terminal) -> None:
    terminal.wait("Your answer:")
    terminal.send("osteoclassts\r")
    terminal.wait(r"Close. You typed: osteoclassts. Did\s+you\s+mean:\s+osteoclasts\?")
    terminal.send("y")


def number(terminal: Terminal) -> None:
    terminal.wait(r"Your answer \(mm\):")
    terminal.send("8\x1b[D\x7f7\x1b[C\x7f,5\r".replace("\x1b[D\x7f7\x1b[C\x7f", "\x7f7"))


def order(terminal: Terminal) -> None:
    terminal.wait("A-D: take")
    for text in ("Quartz", "Calcite", "Gypsum", "Talc"):  # each to the front, the last one first
        terminal.send(f"{letter_of(terminal, text)}\x1b[H ")
    terminal.send("\r")


def pairs(terminal: Terminal) -> None:
    terminal.wait("A-C: match")
    terminal.send(letter_of(terminal, "Lead") + letter_of(terminal, "Iron") + "\r")


def case(terminal: Terminal) -> None:
    terminal.wait("A-C: answer")
    terminal.send(letter_of(terminal, "Haematite"))


def sentences(terminal: Terminal) -> None:
    terminal.wait("Your answer:")
    terminal.send("It presses.\r")
    terminal.wait(r"  \[ \] 1 It presses on nerves")
    for point in "121":
        terminal.send(point)
    terminal.wait(r"(?s)> \[ \] 1 It presses.*  \[x\] 2 The skin breaks")
    terminal.send("\x1b[B\x1b[B \r")


TYPES: dict[str, Callable[[Terminal], None]] = {
    "one-of-three": one,
    "some-of-five": some,
    "yes-or-no": truth,
    "two-gaps": gaps,
    "a-word": word,
    "a-number": number,
    "in-order": order,
    "in-pairs": pairs,
    "case-red": case,
    "in-sentences": sentences,
}


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40), (60, 20)])
def test_every_type_is_answered_by_keys_at_every_size(columns: int, rows: int, start: Start, home: Path) -> None:
    items = [each for item in TYPES for each in ("--item", item)]
    terminal = start(*items, columns=columns, rows=rows)
    for place in range(len(TYPES)):
        item = terminal.wait(rf"(?s)Question {place + 1} of 10 .*? - (\S+)$").group(1)
        TYPES[item](terminal)
        terminal.wait_for(PAUSE, 1)
        terminal.send("\r")
        terminal.wait(rf"Question {place + 2} of 10|Score: ")
    output = leave_ok(terminal)
    assert "Score: 9 of 9 (100%)" in output
    assert terminal.is_restored()
    assert answers_in(home) == [(item, 1.0) for item, _ in answers_in(home)]
    assert len(answers_in(home)) == 10
    sent = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", terminal.raw.decode()).split("\r\n")
    assert [line for line in sent if cell_len(line.rpartition("\r")[2]) > columns and COMMAND not in line] == []


CASES = ["--item", "two-cases", "--seed", "1"]


def answer_first(terminal: Terminal) -> None:
    """Answer the first of two cases, up to the pause below the feedback."""
    terminal.wait("Question 1 of 2")
    case(terminal)
    terminal.wait(PAUSE)


WAYS_OUT: dict[str, tuple[Callable[[Terminal], None], int]] = {
    "Ctrl-C": (lambda terminal: terminal.send("\x03"), 0),
    "Ctrl-D": (lambda terminal: terminal.send("\x04"), 0),
    "SIGINT": (lambda terminal: terminal.kill(signal.SIGINT), 0),
    "SIGTERM": (lambda terminal: terminal.kill(signal.SIGTERM), 128 + signal.SIGTERM),
    "SIGHUP": (lambda terminal: terminal.kill(signal.SIGHUP), 128 + signal.SIGHUP),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_every_way_out_gives_the_terminal_back_and_keeps_what_was_answered(way: str, start: Start, home: Path) -> None:
    leave, code = WAYS_OUT[way]
    terminal = start(*CASES)
    answer_first(terminal)
    terminal.send("\r")
    terminal.wait("(?s)Question 2 of 2.*A-C: answer")
    leave(terminal)
    assert terminal.end() == code, terminal.text()
    assert terminal.is_restored()
    assert "Traceback" not in terminal.text()
    assert [item for item, _ in answers_in(home)] == [first_item(home)]
    again = start(*CASES)
    again.wait(r"Go on with the quiz of .* \(1 of 2 questions left\)\? \[Y/n\]:")
    again.send("\r")
    again.wait("Question 2 of 2")


def first_item(home: Path) -> str:
    return str(re.findall(r'"item":"([^"]+)"', orders_in(home)[0])[0])


def test_a_closed_terminal_ends_the_program_and_loses_nothing(start: Start, home: Path) -> None:
    terminal = start(*CASES)
    answer_first(terminal)
    terminal.hang_up()
    assert [item for item, _ in answers_in(home)] == [first_item(home)]


def shown_options(terminal: Terminal) -> list[str]:
    """List the options last drawn, with their letters."""
    terminal.wait("A-[DF]: answer")
    return re.findall(r"^[ >] ([A-F] .*)$", terminal.text(), re.MULTILINE)[-4:]


def test_after_a_kill_it_offers_the_same_item_in_the_same_order(start: Start, home: Path) -> None:
    items = ["--item", "one-of-three", "--item", "yes-or-no"]
    for seed in range(100):  # a paper on which the item with four options comes second
        order_of = run("quiz", "--bank", quiz_command()[-1], *items, "--seed", str(seed), "--no-log", typed="s\ns\n")
        if order_of.output.index("yes-or-no") < order_of.output.index("one-of-three"):
            break
    terminal = start(*items, "--seed", str(seed))
    terminal.wait("Question 1 of 2")
    truth(terminal)
    terminal.wait(PAUSE)
    terminal.send("\r")
    terminal.wait("Question 2 of 2")
    before = shown_options(terminal)
    terminal.kill(signal.SIGKILL)
    assert terminal.end() == -signal.SIGKILL
    again = start(*items)
    again.wait(r"\(1 of 2 questions left\)\? \[Y/n\]:")
    again.send("y\r")
    again.wait("(?s)Question 2 of 2.*one-of-three")
    assert shown_options(again) == before
    one(again)
    again.wait(PAUSE)
    again.send("\r")
    assert "Score: 2 of 2 (100%)" in leave_ok(again)
    assert len(orders_in(home)) == 1
    assert sorted(answers_in(home)) == [("one-of-three", 1.0), ("yes-or-no", 1.0)]


def test_new_declines_what_was_left_and_it_is_not_offered_again(start: Start, home: Path) -> None:
    terminal = start(*CASES)
    answer_first(terminal)
    terminal.send("\x03")
    how = f"calcinosis-quiz quiz --resume --bank {EVERY_TYPE}"
    assert f"The rest is kept. Go on with: {how}" in leave_ok(terminal).replace("\n", "")
    fresh = start(*CASES, "--new")
    fresh.wait("Question 1 of 2")
    fresh.send("\x03")
    leave_ok(fresh)
    plain = start(*CASES)
    plain.wait("Question 1 of 2")
    assert "Go on with" not in plain.text()
    plain.send("\x03")
    leave_ok(plain)
    assert len(orders_in(home)) == 3


def test_a_session_that_is_open_in_another_terminal_is_not_taken_up(start: Start, home: Path) -> None:
    first = start(*CASES)
    answer_first(first)
    second = start(*CASES)
    second.wait("Question 1 of 2")
    assert "Go on with" not in second.text()
    third = start(*CASES, "--resume")
    third.wait("There is no quiz to go on with here. This is a new one.")
    first.kill(signal.SIGKILL)
    first.end()
    fourth = start(*CASES)  # the system has released the lock of the one that died
    fourth.wait(r"Go on with the quiz of .* \(1 of 2 questions left\)\?")
    fourth.send("y\r")
    fourth.wait("Question 2 of 2")
    assert len(orders_in(home)) == 3


def test_undo_flag_skip_strike_out_and_help(start: Start, home: Path) -> None:
    terminal = start(*CASES)
    terminal.wait("A-C: answer")
    terminal.send("\x1b[B/")
    terminal.wait(r"> A .* \(struck out\)")
    terminal.send("?")
    terminal.wait("(?s)take the last answer back.*any key: back")
    terminal.send(" ")
    terminal.wait("A-C: answer")
    terminal.send("!")
    terminal.wait("What is wrong with this question")
    terminal.send("two keys\u00e9\r")
    terminal.wait("Flagged case-.*: two keys\u00e9")
    terminal.send("-")
    terminal.wait("There is nothing to take back yet.")
    terminal.send("a")
    terminal.wait(PAUSE)
    terminal.send("-")
    terminal.wait("Taken back: the answer to case-.*. Here it is again.")
    terminal.send(">")
    terminal.wait("(?s)Skipped case-.*Question 2 of 2")
    terminal.send("-")
    terminal.wait("Taken back: the skip to case-")
    case(terminal)
    terminal.wait(PAUSE)
    terminal.send("\x03")
    leave_ok(terminal)
    assert len(answers_in(home)) == 1
    with closing(sqlite3.connect(home / "history.db")) as log:
        kinds = [kind for (kind,) in log.execute("SELECT kind FROM event ORDER BY event_id")]
    assert kinds == ["flag", "undo", "skip", "undo"]


def test_ctrl_z_gives_the_terminal_back_until_fg(start: Start, home: Path) -> None:
    shell = start(command=["bash", "--norc", "--noprofile", "-i"])
    shell.send("PS1='ready: '; stty -a | grep -o -- '-*icanon'\r")
    shell.wait("^icanon")
    shell.send(" ".join(quiz_command(*CASES)) + "\r")
    shell.wait("A-C: answer")
    for times in (1, 2):
        shell.send("\x1a")
        shell.wait_for("Stopped", times)
        shell.wait("^ready:$", shell.text().rindex("Stopped"))  # and nothing of the question beside it
        assert shell.raw.rfind(b"\x1b[?2004l\x1b[?25h") > shell.raw.rfind(b"Question 1 of 2")
        shell.send("stty -a | grep -o -- '-*icanon' | sed s/^/now:/\r")
        shell.wait_for("now:icanon", times)
        place = len(shell.text())
        shell.send("fg\r")
        shell.wait(r"(?s)Question 1 of 2.*A-C: answer", place)
    case(shell)
    shell.wait(PAUSE)
    shell.send("\x03")
    shell.wait("Score: ")
    shell.send("stty -a | grep -o -- '-*icanon' | sed s/^/end:/\r")
    shell.wait("end:icanon")
    assert len(answers_in(home)) == 1


def test_a_resize_draws_the_question_again_at_the_new_width(start: Start) -> None:
    terminal = start(*CASES, columns=120)
    terminal.wait("A-C: answer")
    terminal.resize(60)
    terminal.wait("(?s)Question 1 of 2.*Question 1 of 2.*A-C: answer")
    mark = len(terminal.raw)
    terminal.send("\x1b[B\x1b[B")
    terminal.wait("> B ")
    assert b"Question" not in terminal.raw[mark:]
    case(terminal)
    terminal.wait(PAUSE)
    terminal.resize(100)
    terminal.wait_for(PAUSE, 1)
    terminal.send("\x03")
    leave_ok(terminal)


def test_keys_that_come_in_one_burst_answer_once_and_the_rest_is_dropped(start: Start, home: Path) -> None:
    terminal = start(*CASES)
    terminal.wait("A-C: answer")
    terminal.settle()
    time.sleep(READING)
    terminal.send_at_once("a\x1b[A\rabc\r\r")  # an arrow between: fingers, not a paste
    terminal.wait(PAUSE)
    assert len(answers_in(home)) == 1
    assert "Question 2" not in terminal.text()
    terminal.send("\x1b[200~A\nB\n\x1b[201~")  # a paste is no key
    terminal.send("\r")
    terminal.wait("(?s)Question 2 of 2.*A-C: answer")
    terminal.send("\x1b[200~A\nB\n\x1b[201~\x03")
    leave_ok(terminal)
    assert len(answers_in(home)) == 1


@pytest.mark.parametrize(
    ("item", "ready"), [("two-cases", "A-C: answer"), ("yes-or-no", "T or F: answer"), ("a-word", "Your answer:")]
)
def test_a_paste_without_marks_answers_nothing(item: str, ready: str, start: Start, home: Path) -> None:
    terminal = start("--item", item)
    terminal.wait(ready)
    for text in ("f\n", "a\r", "The table of\r\ncases, 2\n", "b\nc\na\n" * 700):
        terminal.settle()
        time.sleep(READING)
        terminal.send_at_once(text)
    terminal.send("\x03")
    leave_ok(terminal)
    assert answers_in(home) == []


def test_a_paste_without_marks_is_one_line_where_text_is_typed(start: Start, home: Path) -> None:
    terminal = start("--item", "a-word")
    terminal.wait("Your answer:")
    terminal.settle()
    time.sleep(READING)
    terminal.send_at_once("The cells\r\nof bone\tand\nosteoclasts\n")
    terminal.wait("Your answer: The cells of bone and osteoclasts$")
    terminal.send("\x03")
    leave_ok(terminal)
    assert answers_in(home) == []


def test_confidence_ends_with_a_table_also_after_a_resume(start: Start, home: Path) -> None:
    terminal = start(*CASES, "--confidence")
    terminal.wait("A-C: answer")
    terminal.send(letter_of(terminal, "Malachite"))
    terminal.wait("How sure are you?")
    terminal.send("3")
    terminal.wait(PAUSE)
    terminal.kill(signal.SIGKILL)
    terminal.end()
    again = start(*CASES)
    again.wait("questions left")
    again.send("y\r")
    again.wait("Question 2 of 2")
    again.wait("A-C: answer")
    again.send(letter_of(again, "Malachite"))
    again.wait("How sure are you?")
    again.send("1")
    again.wait(PAUSE)
    again.send("\r")
    output = leave_ok(again)
    assert re.search(r"guess +\S+ +right 0 of 1 +0$", output, re.MULTILINE)
    assert re.search(r"sure +\S+ +right 0 of 1 +-6", output)
    assert "Certainty-based marks: -6" in output
    assert len(answers_in(home)) == 2


EXAM = ["--exam", "--item", "two-cases", "--item", "a-word", "--seed", "1"]


def go_to_question(terminal: Terminal, item: str) -> None:
    """Open a question of the exam through the review."""
    shown = len(re.findall(f"- {item}$", terminal.text(), re.MULTILINE))
    if "Esc: commands" in terminal.text().rpartition("Question ")[2]:
        terminal.send("\x1b")
        terminal.wait("(?s)Which command.*>: next")
    terminal.send("=")
    found = terminal.wait(rf"(?s)Review\n.*^ +(\d)  {item}.*open the question")
    terminal.send(f"{found.group(1)}\r")
    terminal.wait(rf"(?s)(- {item}\n.*){{{shown + 1}}}")


def test_an_exam_is_written_flagged_left_reviewed_and_handed_in(start: Start, home: Path) -> None:
    terminal = start(*EXAM)
    terminal.wait("answered 0 of 3")
    go_to_question(terminal, "a-word")
    terminal.send("osteoclassts\r")
    terminal.wait("Saved: osteoclassts")
    assert "Close" not in terminal.text()
    go_to_question(terminal, "case-red")
    terminal.send("!")
    terminal.wait("flagged 1")
    terminal.send(letter_of(terminal, "Malachite"))
    terminal.wait("answered 2 of 3")
    assert not re.search("Right|Wrong|Score", terminal.text())
    terminal.send("\x03")
    assert "The exam is kept" in leave_ok(terminal)

    again = start(*EXAM)
    again.wait(r"Go on with the exam of .* \(1 of 3 questions left\)\?")
    again.send("y\r")
    again.wait("answered 2 of 3   flagged 1")
    go_to_question(again, "case-red")
    again.wait("Your answer so far: ")
    again.send(letter_of(again, "Haematite"))
    again.wait("Saved: ")
    go_to_question(again, "case-red")
    again.send("=")
    again.wait_for("Review", 3)
    assert re.search("case-red: [A-C]  flagged", again.text())
    again.send("h")
    again.wait(r"Not answered: \d. They count as wrong. Hand in")
    again.send("y")
    again.wait("a-word: osteoclassts - did you mean osteoclasts")
    again.send("y")
    output = leave_ok(again)
    assert "Score: 2 of 3 (67%)" in output
    assert "Not answered, counted as wrong: 1" in output
    assert again.is_restored()
    assert sorted(answers_in(home)) == [("a-word", 1.0), ("case-red", 1.0)]


def test_when_the_time_is_up_the_exam_is_handed_in_as_it_stands(start: Start, home: Path) -> None:
    terminal = start(*EXAM, "--time-limit", "8s", "--item", "case-red")
    terminal.wait("time left 0:0")
    go_to_question(terminal, "case-red")
    terminal.send(letter_of(terminal, "Haematite"))
    terminal.wait("Time is up. The exam is handed in as it stands.")
    output = leave_ok(terminal)
    assert "Score: 1 of 3 (33%)" in output
    assert terminal.is_restored()
    assert answers_in(home) == [("case-red", 1.0)]


def test_wide_and_combining_characters_stay_within_the_width(start: Start, tmp_path: Path) -> None:
    wide = "\u6f22\u5b57\u304b\u306a" * 25
    combined = "e\u0301a\u0308" * 40
    bank = tmp_path / "wide.yaml"
    bank.write_text(
        "format: 1\nbank: wide\ntitle: Wide\nitems:\n"
        f"  - {{id: w1, type: single-best-answer, stem: {wide}, explanation: {combined}, options: "
        f"[{{text: {wide}, correct: true, why: {combined}}}, {{text: {combined}}}, {{text: plain}}]}}\n"
        f"  - {{id: w2, type: short-answer, stem: {combined}, accept: [{wide}]}}\n",
        encoding="utf-8",
    )
    for columns in (60, 80):
        terminal = start(command=[*PROGRAM, "quiz", "--bank", str(bank), "--new"], columns=columns)
        for place in (1, 2):
            if "w1" in terminal.wait(rf"(?s)Question {place} of 2.*(w1|w2)$").group(0).rpartition(" - ")[2]:
                terminal.wait("A-C: answer")
                terminal.send("\x1b[Ba")
            else:
                terminal.wait("Your answer:")
                terminal.send(f"{wide}{combined}\x1b[D\x1b[D\r")
            terminal.wait(PAUSE)
            terminal.send("\r")
        leave_ok(terminal)
        sent = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", terminal.raw.decode()).split("\r\n")
        assert [line for line in sent if cell_len(line.rpartition("\r")[2]) > columns and COMMAND not in line] == []


def test_the_program_itself_asks_by_keys(start: Start) -> None:
    terminal = start(command=PROGRAM)
    terminal.wait("(?s)Question 1 of 10")
    terminal.send("\x03")
    leave_ok(terminal)


def test_an_exam_with_certainty_opens_an_answer_again_as_it_was_given(start: Start, home: Path) -> None:
    terminal = start("--exam", "--item", "some-of-five", "--item", "yes-or-no", "--confidence", "--seed", "1")
    terminal.wait("answered 0 of 2")
    if terminal.wait(r"(?s)Question 1 of 2\n.*? - (\S+)$").group(1) == "yes-or-no":
        terminal.send(">")
    terminal.wait("A-D: choose")
    terminal.send(letter_of(terminal, "Calcite") + "\r")
    terminal.wait(r"3: sure \(\+3 if right, -6 if wrong\)")
    terminal.send("3")
    terminal.wait("answered 1 of 2")
    go_back = "<" if re.search("Question 2 of 2\n.*yes-or-no", terminal.text()) else ">"
    terminal.wait("T or F: save answer")
    terminal.send(go_back)
    terminal.wait(r"\[x\] [A-D] Calcite")
    terminal.send(letter_of(terminal, "Gypsum") + "\r")
    terminal.wait("How sure")
    terminal.send("1")
    terminal.wait_for("Saved: ", 2)
    terminal.send("f")
    terminal.wait("How sure")
    terminal.send("3")
    terminal.wait("h: hand in")
    terminal.send("h")
    output = leave_ok(terminal)
    assert "Score: 2 of 2 (100%)" in output
    assert "Certainty-based marks: +4" in output
    assert len(answers_in(home)) == 2


def test_leaving_while_asked_how_sure_keeps_the_answer(start: Start, home: Path) -> None:
    terminal = start(*CASES, "--confidence")
    terminal.wait("A-C: answer")
    terminal.send(letter_of(terminal, "Malachite"))
    terminal.wait("How sure")
    terminal.kill(signal.SIGTERM)
    assert terminal.end() == 128 + signal.SIGTERM
    assert len(answers_in(home)) == 1
