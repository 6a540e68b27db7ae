"""QTI 1.2 in the form that Canvas reads."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.qti.canvas import write_canvas

NS = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"}
Item = ElementTree.Element


def files_of(library: Library) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(write_canvas(library, tuple(library.questions.values())).content))
    return {name: archive.read(name) for name in archive.namelist()}


def items_of(library: Library) -> dict[str, Item]:
    files = files_of(library)
    (quiz,) = (name for name in files if name.count("/") == 1 and name.endswith(f"/{name.partition('/')[0]}.xml"))
    root = ElementTree.fromstring(files[quiz])  # noqa: S314 - our own file
    return {item.get("title", ""): item for item in root.iterfind(".//q:item", NS)}


def field(item: Item, label: str) -> str | None:
    fields = item.iterfind(".//q:qtimetadatafield", NS)
    return next(
        each.findtext("q:fieldentry", None, NS) for each in fields if each.findtext("q:fieldlabel", "", NS) == label
    )


def test_types_are_named_as_canvas_names_them(small: Library) -> None:
    assert {title: field(item, "question_type") for title, item in items_of(small).items()} == {
        "choose-one": "multiple_choice_question",
        "choose-some-of-four": "multiple_answers_question",
        "choose-three-of-five": "multiple_answers_question",
        "choose-the-only-right-one": "multiple_answers_question",
        "true-or-false": "true_false_question",
        "own-labels": "multiple_choice_question",
        "one-gap": "fill_in_multiple_blanks_question",
        "three-gaps": "fill_in_multiple_blanks_question",
        "a-word": "short_answer_question",
        "near-a-value": "numerical_question",
        "in-a-range": "numerical_question",
        "in-order": "matching_question",
        "three-in-order": "matching_question",
        "pairs": "matching_question",
        "pairs-that-share-a-choice": "matching_question",
        "case-set-one": "multiple_choice_question",
        "case-set-two": "multiple_choice_question",
        "in-a-sentence": "essay_question",
    }


def test_every_shipped_question_is_there_and_no_identifier_is_used_twice_in_an_item(shipped: Library) -> None:
    items = items_of(shipped)
    assert list(items) == list(shipped.questions)
    for title, item in items.items():
        for response in item.iterfind(".//q:render_choice", NS):
            idents = [each.get("ident") for each in response.iterfind("q:response_label", NS)]
            assert len(set(idents)) == len(idents), title
        named = {each.get("ident") for each in item.iterfind("q:itemfeedback", NS)}
        linked = {each.get("linkrefid") for each in item.iterfind(".//q:displayfeedback", NS)}
        assert linked == named, title


def test_a_multiple_answer_demands_each_right_option_and_refuses_each_wrong_one(small: Library) -> None:
    scored = items_of(small)["choose-some-of-four"].find(".//q:respcondition[@continue='No']/q:conditionvar/q:and", NS)
    assert scored is not None
    assert [each.text for each in scored.iterfind("q:varequal", NS)] == ["1001", "1002"]
    assert [each.text for each in scored.iterfind("q:not/q:varequal", NS)] == ["1003", "1004"]


def test_a_number_is_a_value_with_its_margin_or_a_range(small: Library) -> None:
    items = items_of(small)
    value = items["near-a-value"].find(".//q:respcondition[@continue='No']/q:conditionvar/q:or", NS)
    assert value is not None
    assert [value.findtext(f".//q:{tag}", "", NS) for tag in ("varequal", "vargte", "varlte")] == [
        "7.5",
        "6.75",
        "8.25",
    ]
    span = items["in-a-range"].find(".//q:respcondition[@continue='No']/q:conditionvar", NS)
    assert span is not None
    assert [(each.tag.partition("}")[2], each.text) for each in span] == [("vargte", "5"), ("varlte", "10")]


def test_blanks_are_named_in_the_text_and_each_earns_its_share(small: Library) -> None:
    item = items_of(small)["three-gaps"]
    stem = item.findtext("q:presentation/q:material/q:mattext", "", NS)
    assert stem == "<div><p>First [gap1], then [gap2],<br>then [gap3].</p></div>"
    responses = [each.get("ident") for each in item.iterfind(".//q:response_lid", NS)]
    assert responses == ["response_gap1", "response_gap2", "response_gap3"]
    assert [each.text for each in item.iterfind(".//q:setvar[@action='Add']", NS)] == ["33.33"] * 3


def test_a_text_that_has_a_blanks_name_in_brackets_gets_other_names(make_library: Callable[[str], Library]) -> None:
    library = make_library("- {id: q, type: cloze, text: 'See [gap1] for {{this}}.'}")
    stem = items_of(library)["q"].findtext("q:presentation/q:material/q:mattext", "", NS)
    assert stem == "<div><p>See &#91;gap1&#93; for [gap_1].</p></div>"


def test_the_report_says_where_canvas_marks_by_its_own_rule(shipped: Library, small: Library) -> None:
    losses = write_canvas(small, tuple(small.questions.values())).losses
    differing = {loss.item for loss in losses if loss.kind == "marks differ"}
    # Two right and two wrong cost and earn the same by either rule.
    assert "choose-some-of-four" not in differing
    assert {"choose-three-of-five", "choose-the-only-right-one", "in-order", "a-word", "in-a-sentence"} <= differing
    assert "choose-some-of-four" not in {
        loss.item for loss in write_canvas(small, tuple(small.questions.values()), ["plus-minus"]).losses
    }
    assert any(
        loss.item == "" and "tags" in loss.what
        for loss in write_canvas(shipped, tuple(shipped.questions.values())).losses
    )


def test_the_package_lists_its_files_and_the_quiz_has_its_settings(
    make_bank: Callable[[str], Path], tmp_path: Path
) -> None:
    (tmp_path / "hand.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1 picture")
    library = open_library(
        [make_bank("- {id: q, type: true-false, stem: It is., answer: true, image: {file: hand.png, alt: A hand}}")]
    )
    files = files_of(library)
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])  # noqa: S314 - our own file
    listed = [each.get("href", "") for each in manifest.iter() if each.tag.endswith("}file")]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(files)
    (settings,) = (content for name, content in files.items() if name.endswith("assessment_meta.xml"))
    assert b"<points_possible>1.0</points_possible>" in settings
    stem = items_of(library)["q"].findtext("q:presentation/q:material/q:mattext", "", NS)
    assert stem.startswith('<p><img src="$IMS-CC-FILEBASE$/images/sample_q.png" alt="A hand"></p>')


@pytest.mark.parametrize("item", ["choose-one", "pairs"])
def test_reasons_for_options_and_pairs_are_feedback_of_their_own(small: Library, item: str) -> None:
    found = {
        each.get("ident"): each.findtext(".//q:mattext", "", NS)
        for each in items_of(small)[item].iterfind("q:itemfeedback", NS)
    }
    assert found["1001_fb"] == "It is."


def test_one_line_prompts_and_reasons_are_plain_text_which_canvas_shows_as_it_stands(
    make_library: Callable[[str], Library],
) -> None:
    library = make_library(
        "- {id: prompts, type: matching, stem: Match, "
        "pairs: [{prompt: 'p < 0.05', choice: rare & real, why: n > 3}, {prompt: \"a < b\\nand c\", choice: x}]}"
    )
    item = items_of(library)["prompts"]
    texts = {(each.text, each.get("texttype")) for each in item.iterfind(".//q:mattext", NS)}
    assert {("p < 0.05", "text/plain"), ("rare & real", "text/plain"), ("n > 3", "text/plain")} <= texts
    assert ("<p>a &lt; b<br>and c</p>", "text/html") in texts
    losses = write_canvas(library, tuple(library.questions.values())).losses
    assert any(loss.item == "prompts" and "New Quizzes" in loss.what for loss in losses)


def test_own_labels_of_a_true_false_keep_their_order(make_library: Callable[[str], Library]) -> None:
    own = "- {id: own, type: true-false, stem: Named?, answer: false, true_label: Stated, false_label: Not stated}"
    plain = "- {id: plain, type: true-false, stem: Named?, answer: false}"
    shuffled = [
        next(text for name, text in files_of(make_library(item)).items() if name.endswith("meta.xml"))
        for item in (own, plain)
    ]
    assert b"<shuffle_answers>false<" in shuffled[0]
    assert b"<shuffle_answers>true<" in shuffled[1]


def test_a_question_with_a_text_that_is_too_long_for_canvas_is_left_out_with_its_picture(
    make_bank: Callable[[str], Path], tmp_path: Path
) -> None:
    (tmp_path / "hand.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1 picture")
    long = "&" * 4000  # each sign becomes five characters of HTML
    library = open_library(
        [
            make_bank(
                f"- {{id: long, type: true-false, stem: '{long}', answer: true, image: {{file: hand.png, alt: A}}}}\n"
                "- {id: short, type: true-false, stem: It is., answer: true}"
            )
        ]
    )
    export = write_canvas(library, tuple(library.questions.values()))
    assert export.items == ("short",)
    assert [loss.item for loss in export.losses if loss.kind == "left out"] == ["long"]
    assert not [name for name in files_of(library) if name.endswith(".png")]


def test_a_typed_key_holds_its_braces_as_they_are(make_library: Callable[[str], Library]) -> None:
    item = items_of(make_library("- {id: q, type: short-answer, stem: Type, accept: ['{{x}}']}"))["q"]
    assert [each.text for each in item.iterfind(".//q:varequal", NS)] == ["{{x}}"]


def test_the_question_says_how_to_type_a_number(small: Library) -> None:
    stem = items_of(small)["near-a-value"].findtext("q:presentation/q:material/q:mattext", "", NS)
    assert stem.endswith("<p>Type the number alone, without the unit, with a point before decimals.</p></div>")
