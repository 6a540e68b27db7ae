"""Signs without a font: read from typst's words, spelled out, named."""

from calcinosis_quiz.export.paper.pdf import name_signs, read_missing, spell_out


def test_signs_are_read_as_rust_writes_them() -> None:
    said = 'error: the text `"漢x"` could not be displayed\nerror: disallowed codepoint `"\\u{feff}"`'
    assert read_missing(said) == {"漢", "\ufeff"}
    assert read_missing('the text `"\\"\\u{10fffd}"` could not') == {"\U0010fffd"}
    assert read_missing("something else") == set()


def test_missing_signs_become_codes_and_invisible_ones_go() -> None:
    assert spell_out("a漢b\ufeffc", {"漢", "\ufeff"}) == "a[U+6F22]bc"


def test_the_remark_names_signs_that_could_be_seen_and_only_those() -> None:
    (remark,) = name_signs({"漢", "字", "\ufeff"})
    assert "字 漢" in remark
    assert "[U+5B57] [U+6F22]" in remark
    assert list(name_signs({"\ufeff"})) == []
