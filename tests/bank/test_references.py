"""What must agree between files: citations of the ledger, and names that are used once.

Each comment in a bank below announces the problem of the line that follows it.
"""

from pathlib import Path
from typing import Final

import pytest
from tests.bank.bank_texts import LEDGER, SOUND, announced, bank, complaints, read_one

from calcinosis_quiz.bank.items import Item
from calcinosis_quiz.bank.load import load_library

CITING: Final = """
- id: a
  type: true-false
  stem: S
  answer: true
  level: apply
  difficulty: easy
  # items[0].topic: expected a topic of facts.yaml, got "surgry". Did you mean "surgery"?
  topic: surgry
  # items[0].objective: expected an objective of facts.yaml, got "LO3". Did you mean "LO2"?
  objective: LO3
  facts:
  - first-fact
  # items[0].facts[1]: expected the id of a fact in facts.yaml, got "first-fct". Did you mean "first-fact"?
  - first-fct
  # items[0].facts[2]: expected the id of a fact in facts.yaml, got "zzz".
  - zzz
  # items[0].facts[3]: expected each fact once, got first-fact again. Remove it.
  - first-fact
# items[1]: expected the key facts beside a facts.yaml, got none. Add it.
# items[1]: expected the key objective beside a facts.yaml, got none. Add it.
# items[1]: expected the key level beside a facts.yaml, got none. Add it.
# items[1]: expected the key difficulty beside a facts.yaml, got none. Add it.
- {id: b, type: true-false, stem: S, answer: true}
- id: c
  type: extended-matching
  theme: T
  stem: S
  options: [{text: One}, {text: Two}]
  cases:
  - {id: c-1, stem: C, answer: One, facts: [other-fact], objective: LO1, level: apply, difficulty: hard}
  # items[2].cases[1]: expected the key level beside a facts.yaml, got none. Add it.
  - id: c-2
    stem: C
    answer: Two
    # items[2].cases[1].facts[0]: expected the id of a fact in facts.yaml, got "oter-fact". Did you mean "other-fact"?
    facts: [oter-fact]
    objective: LO1
    difficulty: hard
"""

TWICE: Final = """
- {id: same, type: true-false, stem: S, answer: true}
# items[1].id: expected an id of its own, got "same", which stands at bank.yaml:5 too. Rename one.
- {id: " same ", type: true-false, stem: S, answer: true}
- type: extended-matching
  id: other
  theme: T
  stem: S
  options: [{text: One}, {text: Two}]
  cases:
  - {id: case, stem: C, answer: One}
  # items[2].cases[1].id: expected an id of its own, got "case", which stands at bank.yaml:14 too. Rename one.
  - {id: case, stem: C, answer: One}
  # items[2].cases[2].id: expected an id of its own, got "other", which stands at bank.yaml:9 too. Rename one.
  - {id: other, stem: C, answer: One}
  # items[2].cases[3].id: expected an id of its own, got "same", which stands at bank.yaml:5 too. Rename one.
  - {id: same, stem: C, answer: One}
# items[3].id: expected an id of its own, got "case", which stands at bank.yaml:14 too. Rename one.
- {id: case, type: true-false, stem: S, answer: true}
"""

BAD_ALSO: Final = """
# items[0].answer: expected true or false, got "yes".
- {id: same, type: true-false, stem: S, answer: yes}
# items[1]: the key type is missing: expected one of TYPES.
# items[1].id: expected an id of its own, got "same", which stands at bank.yaml:6 too. Rename one.
- {id: same}
"""


def test_citations_are_held_against_the_ledger_beside_the_bank(tmp_path: Path) -> None:
    assert complaints(tmp_path, {"facts.yaml": LEDGER, "bank.yaml": bank(CITING)}) == announced(bank(CITING))


def test_without_a_ledger_there_is_nothing_to_cite(tmp_path: Path) -> None:
    assert complaints(tmp_path, bank(CITING)) == []


@pytest.mark.parametrize("key", ["topics", "objectives"])
def test_a_ledger_without_a_list_of_topics_or_objectives_lets_all_of_them_be(key: str, tmp_path: Path) -> None:
    ledger = "".join(line for line in LEDGER.splitlines(keepends=True) if not line.startswith(f"{key}:"))
    item = (
        f"- {{{SOUND.strip()[3:-1]}, facts: [first-fact], level: apply, difficulty: easy, objective: LO9, topic: zzz}}"
    )
    named = {"topics": "objective", "objectives": "topic"}[key]
    (found,) = complaints(tmp_path, {"facts.yaml": ledger, "bank.yaml": bank(item)})
    assert found.startswith(f"bank.yaml:5: items[0].{named}: expected ")


@pytest.mark.parametrize("items", [TWICE, BAD_ALSO])
def test_an_id_used_twice_in_a_file_is_named_where_it_comes_again(items: str, tmp_path: Path) -> None:
    types = (
        "single-best-answer, multiple-response, true-false, cloze, short-answer, numeric, ordering, matching, "
        "extended-matching, open"
    )
    assert complaints(tmp_path, bank(items)) == [said.replace("TYPES", types) for said in announced(bank(items))]


def test_an_id_used_in_two_files_is_named_in_the_second_with_the_place_of_the_first(tmp_path: Path) -> None:
    second = SOUND + "- {id: own, type: true-false, stem: S, answer: maybe}\n" + SOUND
    assert complaints(tmp_path, {"a.yaml": bank(SOUND), "b.yaml": bank(second).replace("bank: bank", "bank: b")}) == [
        'b.yaml:5: items[0].id: expected an id of its own, got "sound", which stands at a.yaml:5 too. Rename one.',
        'b.yaml:6: items[1].answer: expected true or false, got "maybe".',
        'b.yaml:7: items[2].id: expected an id of its own, got "sound", which stands at a.yaml:5 too. Rename one.',
    ]


APART: Final = """
- {id: a, type: true-false, stem: S, answer: true, not_with: [b, far, c-set, case]}
# items[1].not_with[1]: expected the id of an item, got "fat", which no bank here has. Did you mean "far"?
- {id: b, type: true-false, stem: S, answer: true, not_with: [a, fat]}
- id: c-set
  type: extended-matching
  theme: T
  stem: S
  options: [{text: One}, {text: Two}]
  cases:
  - {id: case, stem: C, answer: One, not_with: [other]}
  # items[2].cases[1].not_with[0]: expected the id of another item, got "other", which is its own. Remove it.
  # items[2].cases[1].not_with[1]: expected the id of another item, got "c-set", which is its own. Remove it.
  - {id: other, stem: C, answer: One, not_with: [other, c-set]}
"""


def test_items_kept_apart_are_known_in_any_bank_and_never_their_own(tmp_path: Path) -> None:
    far = "- {id: far, type: true-false, stem: S, answer: true, not_with: [a]}\n"
    files: dict[str, str | bytes] = {"a.yaml": bank(APART), "z.yaml": bank(far).replace("bank: bank", "bank: z")}
    assert sorted(complaints(tmp_path, files)) == sorted(announced(bank(APART), "a.yaml"))


def test_an_item_kept_apart_from_one_in_a_bank_that_was_not_given_is_a_warning(tmp_path: Path) -> None:
    apart = read_one(tmp_path, "- {id: a, type: true-false, stem: S, answer: true, not_with: [elsewhere-entirely]}\n")
    (found,) = load_library([tmp_path])[1]
    assert found.severity == "warning"
    assert str(found).endswith("which no bank here has. If its bank is another one, give that bank as well.")
    assert isinstance(apart, Item)
    assert apart.not_with == ("elsewhere-entirely",)


def test_two_banks_of_one_name_are_named(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.yaml": bank(SOUND), "b.yaml": bank(SOUND.replace("sound", "own"))}
    assert complaints(tmp_path, files) == [
        'b.yaml:2: bank: expected a name of its own, got "bank", which a.yaml has too. Rename one.'
    ]


def test_items_without_an_id_share_none(tmp_path: Path) -> None:
    nameless = "- {id: , type: true-false, stem: S, answer: true}\n"
    empty = "expected lower-case ASCII words joined by hyphens, got nothing. Write it, or drop the key."
    assert complaints(tmp_path, bank(nameless * 2)) == [
        f"bank.yaml:5: items[0].id: {empty}",
        f"bank.yaml:6: items[1].id: {empty}",
    ]


def test_ids_that_a_ledger_uses_twice_or_does_not_know_are_named(tmp_path: Path) -> None:
    ledger = (
        LEDGER.partition("topics:")[0]
        + """\
topics:
- {id: surgery, title: T}
# topics[1].id: expected an id of its own, got "surgery" again. Rename one.
- {id: surgery, title: T}
objectives:
- {id: LO1, text: T}
# objectives[1].id: expected an id of its own, got "LO1" again. Rename one.
- {id: LO1, text: T}
facts:
- {id: first-fact, topic: surgery, statement: S, strength: established}
# facts[1].id: expected an id of its own, got "first-fact" again. Rename one.
- id: first-fact
  # facts[1].topic: expected a topic of this ledger, got "surgry". Did you mean "surgery"?
  topic: surgry
  statement: S
  strength: established
inferences:
- id: so
  statement: S
  follows_from:
  - first-fact
  # inferences[0].follows_from[1]: expected the id of a fact, got "first-fct". Did you mean "first-fact"?
  - first-fct
# inferences[1].id: expected an id of its own, got "so" again. Rename one.
- {id: so, statement: S, follows_from: [first-fact]}
not_stated:
- {id: silent, statement: S}
# not_stated[1].id: expected an id of its own, got "silent" again. Rename one.
- {id: silent, statement: S}
"""
    )
    assert complaints(tmp_path, {"facts.yaml": ledger}) == announced(ledger, "facts.yaml")
