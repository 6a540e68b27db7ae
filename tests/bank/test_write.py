"""Writing banks: what is written is read back as it was, and looks as if written by hand."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from calcinosis_quiz.bank.items import BankHeader, Option, SingleBestAnswer
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import load_library, open_library
from calcinosis_quiz.bank.write import write_bank, write_item

HEADER = BankHeader(format=1, bank="sample", title="Sample: a bank")
EVERY_TYPE = Path(__file__).parents[1] / "cli" / "every_type.yaml"
TEXTS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], include_characters="\n"), min_size=1, max_size=300)


def fold(text: str) -> str:
    """Compare options as a bank does."""
    return " ".join(text.casefold().split())


def read_back(text: str) -> Library:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.yaml"
        path.write_text(text, encoding="utf-8", newline="\n")
        library, problems = load_library([path])
    assert [str(problem) for problem in problems] == []
    return library


def test_every_type_is_read_back_as_it_was() -> None:
    items = open_library([EVERY_TYPE]).banks[0].bank.items
    written = write_bank(HEADER, [(item, f"from line {i}") for i, item in enumerate(items)])
    assert read_back(written).banks[0].bank.items == items


def test_the_shipped_banks_are_read_back_as_they_were(shipped: Library) -> None:
    for loaded in shipped.banks:
        written = write_bank(HEADER, [(item, "") for item in loaded.bank.items])
        assert read_back(written).banks[0].bank.items == loaded.bank.items


@given(st.lists(TEXTS.map(str.strip).filter(bool), min_size=3, max_size=3, unique_by=fold), TEXTS)
def test_any_text_is_read_back_as_it_was(texts: list[str], long: str) -> None:
    stem, *options = texts
    why = long.strip() or None
    item = SingleBestAnswer(
        id="x",
        topic="sample",
        stem=stem,
        options=tuple(Option(text=text, correct=i == 0, why=why) for i, text in enumerate(options)),
        explanation=" ".join([stem, long] * 3).strip(),
    )
    assert read_back(write_bank(HEADER, [(item, "")])).banks[0].bank.items == (item,)


def test_short_options_stand_on_one_line_and_long_texts_are_folded() -> None:
    item = SingleBestAnswer(
        id="which",
        stem="Which of these is it? " + "abcdefghi " * 10 + "end.",
        options=(Option(text="Yes", correct=True), Option(text="no: never", why="It is.")),
        explanation="One.\n\nTwo.",
    )
    assert write_item(item, "exam.docx:3").splitlines() == [
        "  # exam.docx:3",
        "  - id: which",
        "    type: single-best-answer",
        "    stem: >-",
        "      Which of these is it? " + " ".join(["abcdefghi"] * 9),
        "      abcdefghi end.",
        "    options:",
        '      - {text: "Yes", correct: true}',
        '      - {text: "no: never", why: It is.}',
        "    explanation: |-",
        "      One.",
        "",
        "      Two.",
    ]


def test_a_line_end_in_a_comment_stays_in_the_comment() -> None:
    item = SingleBestAnswer(id="x", stem="s", options=(Option(text="a", correct=True), Option(text="b")))
    written = write_bank(HEADER, [(item, "file\x85name\u2028: x\r.xml")], "one\ntwo")
    assert read_back(written).items.keys() == {"x"}
