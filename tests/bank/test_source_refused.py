"""Texts that are no bank, whatever they mean: each refused in one pass with its own sentence."""

from pathlib import Path
from typing import Final

import pytest
import yaml
from tests.bank.bank_texts import HEADER, SOUND, bank, complaints

from calcinosis_quiz.bank import source
from calcinosis_quiz.bank.folders import MAX_BYTES
from calcinosis_quiz.bank.load import load_library
from calcinosis_quiz.bank.source import RefusedError, Sequence, decode, parse

PARSERS: Final = (yaml.CSafeLoader, yaml.SafeLoader)
EMPTY: Final = ": the file is empty. A bank begins with `format: 1`; see the README beside the shipped banks."
NO_KEYS: Final = (
    ":1: expected keys such as format: 1 at the top of the file, got a list or a text. See the bank format."
)
UTF8: Final = "Save the file as UTF-8 in your editor."
SIGN: Final = "Put double quotes around a text that begins with a sign such as > % @ & * or a backtick."
COLON: Final = (
    'not readable as YAML: got ": " inside a text without quotes. '
    "Put double quotes around the text, or mend the indentation."
)
TAB: Final = "not readable as YAML: expected spaces, got a tab. Indent with spaces."
LINE: Final = "Check the quotes, brackets and indentation of this line and the one before."
DEEP: Final = "expected at most 24 levels of nesting. Check the brackets and indentation."
LAUGHS: Final = "lol: &lol lol\n" + "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]\n" for i in range(1, 10))


def stem(written: str) -> str:
    """Write an item whose stem stands on line 7."""
    return bank(f"- id: a\n  type: true-false\n  stem: {written}\n  answer: true\n")


REFUSED: Final[dict[str, tuple[str | bytes, str]]] = {
    "an empty file": ("", EMPTY),
    "blank lines": ("\n  \n", EMPTY),
    "comments alone": ("# nothing yet\n", EMPTY),
    "a byte order mark alone": (b"\xef\xbb\xbf", EMPTY),
    "a list": ("- a\n", NO_KEYS),
    "a text": ("hello\n", NO_KEYS),
    "an empty text": ('""\n', NO_KEYS),
    "UTF-16": (bank(SOUND).encode("utf-16"), f":1: expected UTF-8 text, got UTF-16. {UTF8}"),
    "UTF-16 without a mark": (
        bank(SOUND).encode("utf-16-le"),
        ":1: expected text, got a NUL byte. Remove it, or save the file as text.",
    ),
    "Latin-1": (stem("Sjögren").encode("latin-1"), f":7: expected UTF-8 text, got the byte 0xf6. {UTF8}"),
    "a NUL byte": (
        stem("a\0b"),
        ":7: expected text, got a NUL byte. Remove it, or save the file as text.",
    ),
    "a control character": (stem("a\x07b"), ":7: expected text, got the control character U+0007. Remove it."),
    "a control character below other scripts": (
        f"# {'é' * 500}\n" + stem("a\x1bb") + "# the end\n" * 500,
        ":8: expected text, got the control character U+001B. Remove it.",
    ),
    "two documents": (
        bank(SOUND) + "---\n" + bank(SOUND),
        ":6: expected one document, got a second one after `---`. Put each bank in a file of its own.",
    ),
    "a Python tag": (
        '!!python/object/apply:os.system ["touch pwned"]\n',
        ':1: expected a plain value, got the tag "!!python/object/apply:os.system". '
        "Put quotes around a text that begins with an exclamation mark.",
    ),
    "a plain tag": (
        stem("!important sign"),
        ':7: expected a plain value, got the tag "!important". '
        "Put quotes around a text that begins with an exclamation mark.",
    ),
    "an anchor": (
        stem("&one two"),
        ":7: expected a plain value, got the anchor &one. Put quotes around a text that begins with an ampersand.",
    ),
    "an alias": (stem("*one"), ":7: expected the text itself, got the alias *one. Write it out."),
    "a billion laughs": (
        LAUGHS,
        ":1: expected a plain value, got the anchor &lol. Put quotes around a text that begins with an ampersand.",
    ),
    "deep brackets": ("[" * 10_000, f":1: {DEEP}"),
    "deep braces": ("a: " + "{a: " * 10_000, f":1: {DEEP}"),
    "deep indentation": ("".join(f"{' ' * i}a:\n" for i in range(100)), f":25: {DEEP}"),
    "a tab before a key": (bank("- id: a\n\ttype: open\n"), f":6: {TAB}"),
    "a tab before a dash": (HEADER + "\t- id: a\n", f":5: {TAB}"),
    "a tab after a dash": (bank("-\tid: a\n"), f":5: {TAB}"),
    "a tab before a second line": (bank("- id: a\n  stem: S\n\tanswer: true\n"), f":7: {TAB}"),
    "a tab in a list in brackets": (bank("- id: a\n  tags: [b,\n\t'c' d]\n"), f":7: {TAB}"),
    "a tab in a block": (stem(">-\n\tfolded"), f":8: {TAB}"),
    "a colon in a text": (stem("Note: calcium"), f":7: {COLON}"),
    "a key too far right": (bank("- id: a\n    type: open\n"), f":6: {COLON}"),
    "a text that begins with %": (
        stem("%x"),
        f":7: not readable as YAML: found character that cannot start any token. {SIGN}",
    ),
    "a text that begins with @": (
        stem("@x"),
        f":7: not readable as YAML: found character that cannot start any token. {SIGN}",
    ),
    "an entry that begins with @": (
        bank("- tags:\n  - @x\n"),
        f":6: not readable as YAML: found character that cannot start any token. {SIGN}",
    ),
    "a text that begins with a backtick": (
        stem("`x`"),
        f":7: not readable as YAML: found character that cannot start any token. {SIGN}",
    ),
    "a text that begins with >": (
        stem(">5 mm"),
        f":7: not readable as YAML: did not find expected comment or line break. {SIGN}",
    ),
    "a text that begins with |": (
        stem("|x|"),
        f":7: not readable as YAML: did not find expected comment or line break. {SIGN}",
    ),
    "a text that begins with a quoted word": (
        stem('"Calcium" is'),
        f":7: not readable as YAML: while parsing a block mapping, did not find expected key. {LINE}",
    ),
    "a text that begins with a bracket": (
        stem("[sic] it is"),
        f":7: not readable as YAML: while parsing a block mapping, did not find expected key. {LINE}",
    ),
    "a text that begins with a gap": (
        bank("- id: a\n  type: cloze\n  text: {{Calcium}} is it\n"),
        ":7: expected a word as the key, got a list or mapping. Put quotes around a text that begins with {.",
    ),
    "an open quote": (
        stem('"Calcium'),
        f":7: not readable as YAML: while scanning a quoted scalar, found unexpected end of stream. {LINE}",
    ),
    "an open bracket without more": (
        HEADER.rstrip() + " [\n",
        f":4: not readable as YAML: while parsing a flow node, did not find expected node content. {LINE}",
    ),
    "an open bracket at the end": (
        bank("- [a, b\n"),
        f":5: not readable as YAML: while parsing a flow sequence, did not find expected ',' or ']'. {LINE}",
    ),
    "a list as key": (
        "? [a]\n: b\n",
        ":1: expected a word as the key, got a list or mapping. Put quotes around a text that begins with {.",
    ),
    "a newer format": (
        "format: 2\nthings: {}\n",
        ":1: format: expected format 1, got the newer format 2. Update calcinosis-quiz to read this file.",
    ),
    "a far newer format": (
        f"things: {{}}\nformat: {'9' * 5000}\n",
        ":2: format: expected format 1, got the newer format 999999999. Update calcinosis-quiz to read this file.",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_text_that_is_no_bank_is_refused_with_its_own_sentence(kind: str, tmp_path: Path) -> None:
    content, complaint = REFUSED[kind]
    assert complaints(tmp_path, content) == [f"bank.yaml{complaint}"]


@pytest.mark.parametrize("kind", REFUSED)
def test_the_python_parser_refuses_the_same_texts_by_the_same_rules(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bank.yaml"
    content, _ = REFUSED[kind]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = []
    for parser in PARSERS:
        monkeypatch.setattr(source, "_PARSER", parser)
        found.append([(problem.rule, problem.line) for problem in load_library([path])[1]])
    assert found[0] == found[1]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "text", ['"\\U00110000"', '"\\UFFFFFFFF"', f"%YAML {'1' * 5000}.1\n--- a", '"\\q"', "!<%FF> a", "!<%0A> a"]
)
def test_numbers_out_of_range_are_refused_by_both_parsers(
    text: str, parser: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_PARSER", parser)
    with pytest.raises(RefusedError) as refused:
        parse(text)
    assert refused.value.line == 1
    assert refused.value.message.isprintable()


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path) -> None:
    assert complaints(tmp_path, b"#" * (MAX_BYTES + 2**20)) == [
        "bank.yaml: expected at most 32 MiB, got more. Split the bank by topic."
    ]


def test_a_file_of_the_size_limit_is_read() -> None:
    assert len(decode(b"#" * MAX_BYTES)) == MAX_BYTES


def test_nesting_is_read_down_to_the_limit() -> None:
    assert isinstance(parse("[" * 24 + "]" * 24), Sequence)
