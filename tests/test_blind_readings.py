"""Blind readings: what a reader sees, what is kept of the answers, and when an answer no longer counts."""

import json
from pathlib import Path
from random import Random

import pytest
from benchmarks.blind.closed_items import closed_questions, digest, from_texts, shuffle_parts, to_texts
from benchmarks.blind.count import count_readers, judge_bars, make_row, read_readings
from benchmarks.blind.make_batches import deal, write_batch
from benchmarks.blind.record import read_answers

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.quiz.answers import key_of
from calcinosis_quiz.quiz.presentation import label_answer

BANK = """
format: 1
bank: rivers
title: Rivers
items:
  - {id: a, type: single-best-answer, stem: Which river is French?, difficulty: hard, explanation: "Lyon lies on it.",
     options: [{text: Rhone, correct: true, why: "It is."}, {text: Thames}, {text: Ebro}, {text: Danube}]}
  - {id: b, type: true-false, stem: The Ebro is Spanish., answer: true, why_true: It is.}
  - {id: c, type: multiple-response, stem: Which two are Alpine?,
     options: [{text: Inn, correct: true}, {text: Aare, correct: true}, {text: Don}, {text: Shannon}]}
  - {id: d, type: matching, stem: Which sea?, pairs: [{prompt: Po, choice: Adriatic}, {prompt: Ebro, choice: Balearic}],
     spare: [{text: Baltic}]}
  - {id: e, type: ordering, stem: From the shortest., entries: [{text: Ebro}, {text: Rhine}, {text: Danube}]}
  - {id: f, type: short-answer, stem: Which is the longest?, accept: [Volga]}
"""


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - shuffles batches, guards nothing


def load(folder: Path, text: str = BANK) -> Library:
    path = folder / "rivers.yaml"
    path.write_text(text, encoding="utf-8")
    return open_library([path])


def keep(folder: Path, library: Library, typed: dict[str, str], role: str = "wording", reader: str = "R1") -> None:
    """Write a batch of all closed questions, answer some as they are labelled in the bank, and keep the reading."""
    rng = dice(7)
    _, key = write_batch(closed_questions(library), rng)
    lines = []
    for number, entry in enumerate(key, 1):
        if str(entry["item"]) in typed:
            lines.append(f"{number}: {typed[str(entry['item'])]}")
    answers = read_answers(library, json.loads(json.dumps(key)), "\n".join(lines))
    told = {"role": role, "reader": reader, "date": "2026-11-27", "prompt": "", "answers": answers}
    (folder / f"{role}-{reader}.json").write_text(json.dumps(told), encoding="utf-8")


def keys_as_shown(library: Library) -> dict[str, str]:
    """Return the right answer of every closed question in the letters of the batch that `keep` writes."""
    rng = dice(7)
    shown = {question.id: shuffle_parts(question, rng) for question in closed_questions(library)}
    return {item: label_answer(each, key_of(each.question)) for item, each in shown.items()}


def test_a_batch_shows_neither_ids_nor_reasons_and_its_options_are_shuffled(tmp_path: Path) -> None:
    questions = closed_questions(load(tmp_path))
    texts = {write_batch(questions, dice(seed))[0] for seed in range(5)}
    assert len(texts) == 5
    for text in texts:
        assert "Lyon" not in text
        assert "hard" not in text
        assert "It is." not in text
        assert "Volga" not in text


def test_every_closed_question_is_dealt_once_into_batches_of_like_size(shipped: Library) -> None:
    questions = closed_questions(shipped)
    batches = deal(questions, 20, dice(1))
    assert sorted(each.id for batch in batches for each in batch) == sorted(each.id for each in questions)
    assert max(map(len, batches)) <= 20
    assert max(map(len, batches)) - min(map(len, batches)) <= 3


def test_right_answers_are_right_whatever_their_order_on_the_page(tmp_path: Path) -> None:
    library = load(tmp_path)
    keep(tmp_path, library, keys_as_shown(library))
    readings = list(read_readings(library, tmp_path))
    assert [reading.is_right for reading in readings] == [True] * 5


def test_what_is_not_answered_is_wrong(tmp_path: Path) -> None:
    library = load(tmp_path)
    keep(tmp_path, library, {"b": "T"})
    assert sum(reading.is_right for reading in read_readings(library, tmp_path)) == 1
    assert len(list(read_readings(library, tmp_path))) == 5


def test_half_of_a_multiple_response_is_not_right(tmp_path: Path) -> None:
    library = load(tmp_path)
    keep(tmp_path, library, {"c": keys_as_shown(library)["c"].split()[0]})
    assert not any(reading.is_right for reading in read_readings(library, tmp_path))


@pytest.mark.parametrize("line", ["1: Z", "2: perhaps", "9: A"])
def test_a_line_that_answers_nothing_is_refused(line: str, tmp_path: Path) -> None:
    library = load(tmp_path)
    key = [{"item": each.id, "digest": digest(each), "order": [0, 1, 2, 3]} for each in closed_questions(library)]
    with pytest.raises(ValueError, match=r"question|numbers"):
        read_answers(library, key, line)


def test_an_answer_drops_out_when_a_word_changes_and_stays_when_options_move(tmp_path: Path) -> None:
    library = load(tmp_path)
    keep(tmp_path, library, keys_as_shown(library))
    moved = load(tmp_path, BANK.replace("{text: Thames}, {text: Ebro}", "{text: Ebro}, {text: Thames}"))
    assert sum(reading.is_right for reading in read_readings(moved, tmp_path)) == 5
    changed = load(tmp_path, BANK.replace("{text: Thames}", "{text: Seine}"))
    assert {reading.question.id for reading in read_readings(changed, tmp_path)} == {"b", "c", "d", "e"}
    assert count_readers(list(read_readings(changed, tmp_path)), "wording")["a"] == 0


def test_a_share_is_a_mean_over_questions_and_a_bar_without_readers_is_missed(tmp_path: Path) -> None:
    library = load(tmp_path)
    keys = keys_as_shown(library)
    keep(tmp_path, library, {"a": keys["a"]}, reader="R1")
    keep(tmp_path, library, {}, reader="R2")
    readings = list(read_readings(library, tmp_path))
    row = make_row([reading for reading in readings if reading.question.id == "a"])
    assert row is not None
    assert (row.questions, row.answers, row.share) == (1, 2, 0.5)
    judged = {text.partition(":")[0]: (text, is_met) for text, is_met in judge_bars(readings)}
    assert judged["wording, single best answers"][0].startswith("wording, single best answers: 50% (95 % ")
    assert not judged["wording, single best answers"][1]
    assert judged["wording, called hard"][1]
    assert not judged["physician, all closed"][1]


def test_kept_readings_can_be_counted(shipped: Library) -> None:
    for reading in read_readings(shipped):
        assert reading.role in {"wording", "physician"}


def test_answers_come_back_from_their_texts(shipped: Library) -> None:
    for question in closed_questions(shipped):
        assert from_texts(question, to_texts(question, key_of(question))) == key_of(question)
