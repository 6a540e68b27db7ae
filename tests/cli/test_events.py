"""The JSON Lines protocol: one event a line out, one answer a line in."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, structs
from tests.cli.running import EVERY_TYPE, Event, ask, fill, read_events, run

from calcinosis_quiz.bank.items import Image, TrueFalse
from calcinosis_quiz.cli.asking.events import question_event
from calcinosis_quiz.cli.asking.protocol import Picture
from calcinosis_quiz.quiz.presentation import present

NAMES = "one-of-three some-of-five yes-or-no two-gaps a-word a-number in-order in-pairs case-red"
ITEMS = NAMES.split()
DEEP = 100_000


def kinds(events: list[Event]) -> list[str]:
    return [event["event"] for event in events]


def test_a_question_is_an_event_with_its_options_in_the_order_shown() -> None:
    event = ask("one-of-three")[0]
    options = event["item"].pop("options")
    assert event == {
        "event": "question",
        "number": 1,
        "of": 1,
        "item": {
            "id": "one-of-three",
            "type": "single-best-answer",
            "topic": "minerals",
            "stem": "Which mineral are most deposits made of?",
        },
        "expected": "one letter A-D",
    }
    assert [option["key"] for option in options] == ["A", "B", "C", "D"]
    assert {option["text"] for option in options[:3]} == {"Calcite", "Hydroxyapatite", "Urate"}
    assert options[3] == {"key": "D", "text": "Struvite"}


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ("yes-or-no", {"options": [{"key": "T", "text": "It does"}, {"key": "F", "text": "It does not"}]}),
        ("two-gaps", {"stem": "Most deposits are ____, a salt of ____."}),
        ("two-gaps", {"gaps": [{"key": "1", "hint": "a mineral"}, {"key": "2", "hint": "a metal"}]}),
        ("a-number", {"unit": "mm"}),
        ("in-pairs", {"prompts": [{"key": "1", "text": "Galena"}, {"key": "2", "text": "Haematite"}]}),
        ("case-grey", {"set": "two-cases", "theme": "Colours of streaks", "lead_in": "Which mineral is it?"}),
        ("case-grey", {"stem": "It leaves a grey streak.", "type": "extended-matching"}),
    ],
)
def test_a_question_event_tells_what_its_type_needs(item: str, shown: Event) -> None:
    event = ask(item)[0]
    assert event["item"] | shown == event["item"]


def test_a_picture_is_told_in_words() -> None:
    image = Image(file="images/hand.png", alt="A hand with plaques")
    question = TrueFalse(id="seen", stem="It is seen here.", answer=True, image=image)
    item = question_event(present(question), 1, 1).item
    assert item.image == Picture("images/hand.png", "A hand with plaques")
    assert question_event(present(structs.replace(question, image=None)), 1, 1).item.image is UNSET


def test_an_outcome_is_an_event_with_the_key_and_every_reason() -> None:
    asked = ask("one-of-three")[0]
    outcome = ask("one-of-three", fill('"<Urate>"', asked))[1]
    parts = {part.pop("text"): part for part in outcome.pop("parts")}
    letters = {text: fill(f"<{text}>", asked) for text in parts}
    assert outcome == {
        "event": "outcome",
        "id": "one-of-three",
        "fraction": 0.0,
        "policy": "right-or-wrong",
        "working": "",
        "answer": letters["Urate"],
        "key": letters["Hydroxyapatite"],
        "explanation": "Apatite is the mineral of bone.",
        "facts": ["most-are-apatite"],
        "later_evidence": None,
    }
    right = "It makes bone as well."
    assert parts["Urate"] == {"label": letters["Urate"], "verdict": "wrong", "why": "It makes tophi."}
    assert parts["Hydroxyapatite"] == {"label": letters["Hydroxyapatite"], "verdict": "missed", "why": right}
    assert parts["Calcite"]["verdict"] == "left"


def test_the_last_event_is_the_result_by_topic() -> None:
    typed = 'null\n"7.5"\n["A", "B", "C", "D"]\n'
    arguments = ["--bank", EVERY_TYPE, "--item", "a-number", "--item", "some-of-five", "--item", "yes-or-no"]
    questions = read_events(run("quiz", *arguments, "--seed", "5", "--json", typed="null\n" * 3).stdout)[::2]
    sent = {"a-number": "7.5", "some-of-five": '"A B C D"', "yes-or-no": "null"}
    typed = "".join(f"{sent[question['item']['id']]}\n" for question in questions[:3])
    events = read_events(run("quiz", *arguments, "--seed", "5", "--json", typed=typed).stdout)
    assert [event["number"] for event in events[:-1:2]] == [1, 2, 3]
    assert sorted(kinds(events[1::2])) == ["outcome", "outcome", "skipped"]
    topics = {"minerals": {"points": 0, "possible": 1}, "every-type": {"points": 1, "possible": 1}}
    told = {"answered": 2, "points": 1, "possible": 2, "missed": ["some-of-five"], "by_topic": topics}
    assert events[-1] | told == events[-1]
    assert kinds(events).index("result") == len(events) - 1


def test_no_question_event_tells_the_key() -> None:
    allowed = {"id", "type", "topic", "stem", "options", "gaps", "unit", "prompts", "set", "theme", "lead_in"}
    for bank in ([], ["--bank", EVERY_TYPE]):
        output = run("quiz", *bank, "--count", "1000", "--json", typed="null\n" * 1000).stdout
        questions = [event for event in read_events(output) if event["event"] == "question"]
        assert set().union(*(event["item"] for event in questions)) <= allowed
        assert {frozenset(event) for event in questions} == {frozenset({"event", "number", "of", "item", "expected"})}
        keys = {key for event in questions for each in event["item"].get("options", []) for key in each}
        assert keys == {"key", "text"}


@pytest.mark.parametrize("line", ["null", '{"answer": null}', '{"answer": null, "id": 7}'])
@pytest.mark.parametrize("item", [*ITEMS, "in-sentences"])
def test_null_skips_a_question(item: str, line: str) -> None:
    events = ask(item, line)
    assert events[1] == {"event": "skipped", "id": item}
    assert (events[-1]["answered"], events[-1]["possible"]) == (0, 0)


@pytest.mark.parametrize(
    "line",
    [
        *("", " ", "A", "'A'", "[", '{"answer": ', '"A" "B"', "\N{ZERO WIDTH NO-BREAK SPACE}1", "1" * 5000),
        *("[" * DEEP, '{"a":' * DEEP, "1e99999999999999999999"),
    ],
    ids=lambda line: line[:30] or "empty",
)
def test_a_line_that_is_no_json_is_an_error_and_the_question_stays_open(line: str) -> None:
    events = ask("a-number", line, "7.5")
    assert kinds(events) == ["question", "error", "outcome", "result"]
    assert events[1]["message"].startswith("This line is not JSON. Send an answer as JSON")


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize(
    "line",
    [
        *("NaN", "-Infinity", "[true]", "[1, true]", "[null]", '[["A"]]', "[0.5]", '""', '" "', "[]"),
        *("{}", '{"unknown": "object"}', '{"answer": {"answer": "A"}}', '{"answer": [{}]}', '{"": ""}'),
        *('{"1": 2}', '{"answer": NaN}', "[" * 500 + "]" * 500),
    ],
    ids=lambda line: line[:30],
)
def test_a_value_that_nobody_could_type_is_an_error_and_never_marked(item: str, line: str) -> None:
    events = ask(item, line)
    assert kinds(events) == ["question", "error", "result"]
    assert events[1]["message"].startswith("Expected ")


@pytest.mark.parametrize(
    ("item", "line"),
    [
        *(("one-of-three", line) for line in ("true", "0", "5", "-1", '"E"', '"A B"', '["A", "B"]', "1e400")),
        *(("some-of-five", line) for line in ("99", '["A", "Z"]', "[0]", '"\\ud800"', "-1")),
        *(("yes-or-no", line) for line in ("1", "0", '"maybe"', '["true", "false"]')),
        *(("two-gaps", line) for line in ('["calcium"]', '["a", "b", "c"]', '["a", ""]', '["a", 1]', '"calcium"')),
        *(("a-number", line) for line in ('"seven"', "true", "1e400", '"1,000"', '"7 kg"', '["7", "5"]')),
        *(("in-order", line) for line in ('["A", "B", "C"]', '["A", "A", "B", "C"]', '"D C B A A"', "4321.5")),
        *(("in-pairs", line) for line in ('{"1": "A"}', '{"1": "A", "3": "B"}', '{"1": "A", "2": "Z"}', '"1A 1B"')),
    ],
)
def test_an_answer_of_another_kind_is_an_error_and_never_marked(item: str, line: str) -> None:
    assert kinds(ask(item, line)) == ["question", "error", "result"]


@pytest.mark.parametrize(
    ("lines", "fractions"),
    [
        (["true"], [1]),
        (['"y"'], [1]),
        (["false"], [0]),
        (['{"answer": false}'], [0]),
        (['"osteoclast"'], [1]),
        (['"marrow"'], [0]),
        (["null"], []),
        (["[]", "true"], [1]),
    ],
)
def test_a_near_miss_is_an_event_that_asks_before_it_is_marked(lines: list[str], fractions: list[float]) -> None:
    events = ask("a-word", '"osteoclsts"', *lines)
    near_miss = events[1]
    assert near_miss.pop("message").startswith("true takes the suggestion, false keeps the answer")
    suggested = {"id": "a-word", "answer": "osteoclsts", "suggestion": "osteoclasts"}
    assert near_miss == {"event": "near-miss", **suggested}
    assert [event["fraction"] for event in events if event["event"] == "outcome"] == fractions
    assert events[-1]["answered"] == len(fractions)


@pytest.mark.parametrize("line", ["1.5", "[1.5]", "1e0", '{"answer": 1.5}'])
@pytest.mark.parametrize("item", ["one-of-three", "some-of-five", "in-order", "in-pairs", "yes-or-no"])
def test_a_broken_number_names_no_options(item: str, line: str) -> None:
    assert kinds(ask(item, line)) == ["question", "error", "result"]


def test_a_broken_number_finds_no_points_of_an_open_answer() -> None:
    assert kinds(ask("in-sentences", '"It presses."', "1.2")) == ["question", "self-mark", "error", "result"]


def test_only_the_gap_with_the_slip_is_corrected() -> None:
    near_miss, outcome = ask("two-gaps", '["hydroxyappatite", "iron"]', "true")[1:3]
    assert near_miss["suggestion"] == ["hydroxyapatite", "iron"]
    assert outcome["fraction"] == 0.5


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(list("ABCDT12")),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["answer", "1", "2"]) | st.text(), inner),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(lines=st.lists(JSON_VALUES.map(json.dumps) | st.text(st.characters(exclude_characters="\n\r")), max_size=12))
def test_any_lines_give_events_that_end_with_a_result(lines: list[str]) -> None:
    typed = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    result = run("quiz", "--bank", EVERY_TYPE, "--count", "11", "--seed", str(len(lines)), "--json", typed=typed)
    events = read_events(result.stdout)
    names = kinds(events)
    assert result.exit_code == 0
    assert names.index("result") == len(names) - 1
    assert events[-1]["answered"] == names.count("outcome")
    replies = len(names) - names.count("question") - 1
    assert replies == len(lines) or names.count("outcome") + names.count("skipped") == 11


@settings(max_examples=60, deadline=None, derandomize=True)
@given(typed=st.binary(max_size=60))
def test_any_bytes_give_events_that_end_with_a_result(typed: bytes) -> None:
    result = run("quiz", "--bank", EVERY_TYPE, "--seed", "1", "--json", typed=typed)
    assert result.exit_code == 0
    assert kinds(read_events(result.stdout))[-1] == "result"
