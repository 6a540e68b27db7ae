"""The program in a real terminal: colour where it is wanted, lines that fit, and every way out."""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pexpect
import pytest
from tests.cli.running import EVERY_TYPE, PROGRAM, heed_ctrl_c, surroundings

# A test process with threads may fork all the same: the child becomes another program at once.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

Terminal: TypeAlias = "pexpect.spawn[str]"
Start = Callable[..., Terminal]
COLOUR = re.compile(r"\x1b\[[\d;]*m")
QUIZ = ["quiz", "--bank", EVERY_TYPE, "--item", "two-cases"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start the program in a terminal of its own; it is ended with the test."""
    begun: list[Terminal] = []

    def start(*arguments: str, columns: int = 80, **environment: str) -> Terminal:
        variables = surroundings(**environment)
        del variables["COLUMNS"]
        terminal = pexpect.spawn(
            PROGRAM[0],
            [*PROGRAM[1:], *arguments],
            dimensions=(24, columns),
            env=variables,
            encoding="utf-8",
            use_poll=True,
            timeout=30,
            preexec_fn=heed_ctrl_c,
        )
        begun.append(terminal)
        return terminal

    yield start
    for terminal in begun:
        terminal.close(force=True)


def read_to_the_end(terminal: Terminal) -> str:
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert (terminal.exitstatus, terminal.signalstatus) == (0, None)
    assert "Traceback" not in str(terminal.before)
    return str(terminal.before)


SHOW = ["show", "surg-recurrence-basis"]
LIST = ["list", "--topic", "surgery"]


@pytest.mark.parametrize("command", [SHOW, LIST], ids=lambda command: command[0])
def test_a_terminal_gets_colour_and_lines_that_fit(command: list[str], start: Start) -> None:
    for columns in (60, 80):
        output = read_to_the_end(start(*command, columns=columns))
        lines = COLOUR.sub("", output).split("\r\n")
        assert COLOUR.search(output)
        assert 40 < max(map(len, lines)) <= columns


def test_a_wide_terminal_shows_type_and_level_in_the_list(start: Start) -> None:
    wide = COLOUR.sub("", read_to_the_end(start(*LIST, columns=160)))
    narrow = COLOUR.sub("", read_to_the_end(start(*LIST, columns=80)))
    assert wide.split("\r\n")[0].split() == ["item", "type", "level", "question"]
    assert narrow.split("\r\n")[0].split() == ["item", "question"]
    assert "single-best-answer  evaluate" in wide


PLAIN: list[tuple[list[str], dict[str, str]]] = [
    ([*QUIZ, "--plain"], {}),
    (QUIZ, {"TERM": "dumb"}),
    (SHOW, {"TERM": "dumb"}),
    (SHOW, {"NO_COLOR": "1"}),
    (LIST, {"TERM": "dumb"}),
    (LIST, {"NO_COLOR": "1"}),
]


@pytest.mark.parametrize(("command", "environment"), PLAIN, ids=" ".join)
def test_a_plain_terminal_gets_no_escape_sequences(
    command: list[str], environment: dict[str, str], start: Start
) -> None:
    terminal = start(*command, **environment)
    if command[0] == "quiz":
        for _ in range(2):
            terminal.expect_exact("> ")
            terminal.sendline("A")
    output = read_to_the_end(terminal)
    assert "\x1b" not in output
    assert re.findall("[\u2500-\u259f]", output) == []


def test_no_color_is_honoured_by_the_quiz(start: Start) -> None:
    terminal = start(*QUIZ, NO_COLOR="1")
    terminal.expect_exact("Question 1 of 2")
    terminal.sendintr()
    assert COLOUR.findall(str(terminal.before) + read_to_the_end(terminal)) == []


def test_a_typed_quiz_runs_to_its_score(start: Start) -> None:
    terminal = start("quiz", "--bank", EVERY_TYPE, "--item", "a-number", "--plain")
    terminal.expect_exact("Your answer (a number (mm)) > ")
    terminal.sendline("far")
    terminal.expect_exact("Expected a number (mm).")
    terminal.sendline("7,5")
    assert "Score: 1 of 1 (100%)" in read_to_the_end(terminal)


@pytest.mark.parametrize("leave", ["sendintr", "sendeof"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_a_typed_quiz_ends_with_the_score(leave: str, start: Start) -> None:
    terminal = start(*QUIZ, "--plain")
    terminal.expect_exact("> ")
    terminal.sendline("A")
    terminal.expect_exact("Question 2 of 2")
    terminal.expect_exact("> ")
    getattr(terminal, leave)()
    terminal.sendline()  # a read that began just after the signal would wait for more
    assert re.search(r"Score: [01] of 1 ", read_to_the_end(terminal))


@pytest.mark.parametrize("leave", ["sendintr", "sendeof"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_a_quiz_at_once_is_no_error(leave: str, start: Start) -> None:
    terminal = start(*QUIZ)
    terminal.expect_exact("Question 1 of 2")
    getattr(terminal, leave)()
    assert "No question was answered." in read_to_the_end(terminal)


@pytest.mark.parametrize("columns", [40, 60])
def test_prompts_of_a_typed_quiz_fit_the_width(columns: int, start: Start) -> None:
    terminal = start("quiz", "--bank", EVERY_TYPE, "--count", "20", "--plain", columns=columns)
    shown = ""
    for _ in range(11):
        terminal.expect_exact("> ")
        shown += f"{terminal.before}> \r\n"
        terminal.sendline("skip")
    lines = (shown + read_to_the_end(terminal)).split("\r\n")
    assert [line for line in lines if len(line) > columns and not line.startswith("  calcinosis-quiz ")] == []
