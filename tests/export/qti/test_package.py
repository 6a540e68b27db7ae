"""QTI 3.0 and 2.1 packages."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest

from calcinosis_quiz.bank.fingerprint import bank_version
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.load import open_library
from calcinosis_quiz.export.qti.package import identify, write_package
from calcinosis_quiz.export.qti.vocabulary import NAMES, Version
from calcinosis_quiz.export.texts_around import by_topic

VERSIONS: tuple[Version, ...] = get_args(Version)


def files_of(library: Library, version: Version) -> dict[str, bytes]:
    content = write_package(library, tuple(library.questions.values()), version=version).content
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def parse(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)  # noqa: S314 - our own file


def bare(name: str) -> str:
    """Reduce a name of either version to the letters that both share."""
    return re.sub(r"^\{.*\}|^qti-|-", "", name.lower().replace("}qti-", "}")).lower()


APART = {"schemalocation", "use"}  # each version has its own schema, and only 3.0 says what a rubric is for


def outline(element: ElementTree.Element) -> Iterator[tuple[object, ...]]:
    if bare(element.tag) != "contentbody":
        attributes = sorted((bare(name), value) for name, value in element.attrib.items() if bare(name) not in APART)
        yield bare(element.tag), attributes, (element.text or "").strip(), (element.tail or "").strip()
    for child in element:
        yield from outline(child)


def test_both_versions_hold_the_same_items_in_their_own_names(small: Library) -> None:
    new, old = (files_of(small, version) for version in VERSIONS)
    assert new.keys() == old.keys()
    for name in new:
        if name.startswith("items/"):
            assert list(outline(parse(new[name]))) == list(outline(parse(old[name]))), name
            assert parse(new[name]).tag == "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}qti-assessment-item"
            assert parse(old[name]).tag == "{http://www.imsglobal.org/xsd/imsqti_v2p1}assessmentItem"


@pytest.mark.parametrize("version", VERSIONS)
def test_the_manifest_lists_every_file_and_the_test_every_item(shipped: Library, version: Version) -> None:
    files = files_of(shipped, version)
    manifest = parse(files["imsmanifest.xml"])
    listed = [each.get("href", "") for each in manifest.iter(f"{{{NAMES[version].package}}}file")]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(files)
    identifiers = [each.get("identifier") for each in manifest.iter(f"{{{NAMES[version].package}}}resource")]
    assert len(set(identifiers)) == len(identifiers) == len(shipped.questions) + 1
    references = [each.get("href", "") for each in parse(files["assessment.xml"]).iter() if each.get("href")]
    assert sorted(references) == sorted(f"items/{identify(shipped, item)}.xml" for item in shipped.questions)
    assert bank_version(shipped) in parse(files["assessment.xml"]).get("title", "")


@pytest.mark.parametrize("version", VERSIONS)
def test_every_file_is_well_formed_and_identifiers_are_names(shipped: Library, version: Version) -> None:
    for name, content in files_of(shipped, version).items():
        root = parse(content)
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_\-]*", root.get("identifier", "")), name


def test_the_mapping_holds_both_bounds_and_the_shares_of_our_marking(small: Library) -> None:
    item = parse(files_of(small, "2.1")["items/small_choose-some-of-four.xml"])
    (mapping,) = item.iter("{http://www.imsglobal.org/xsd/imsqti_v2p1}mapping")
    assert (mapping.get("lowerBound"), mapping.get("upperBound"), mapping.get("defaultValue")) == ("0", "1", "0")
    assert [(each.get("mapKey"), float(each.get("mappedValue", ""))) for each in mapping] == [
        ("A", 0.5),
        ("B", 0.5),
        ("C", -0.5),
        ("D", -0.5),
    ]


def test_a_fixed_option_keeps_its_place_in_the_item_itself(small: Library) -> None:
    item = files_of(small, "3.0")["items/small_choose-one.xml"].decode()
    assert 'shuffle="true"' in item
    assert '<qti-simple-choice identifier="C" fixed="true">None of these' in item


def test_written_order_never_gives_the_key_of_an_ordering_away(small: Library) -> None:
    item = files_of(small, "3.0")["items/small_in-order.xml"].decode()
    assert re.findall(r'<qti-simple-choice identifier="(.)">(\w+)', item) == [
        ("D", "Apatite"),
        ("C", "Calcite"),
        ("B", "Gypsum"),
        ("A", "Talc"),
    ]


def test_an_ordering_whose_key_is_the_alphabet_is_written_backwards(make_library: Callable[[str], Library]) -> None:
    library = make_library(
        "- {id: q, type: ordering, stem: Sort., entries: [{text: Apple}, {text: banana}, {text: Cherry}]}"
    )
    item = files_of(library, "2.1")["items/sample_q.xml"].decode()
    assert re.findall(r'<simpleChoice identifier="(.)">(\w+)', item) == [
        ("C", "Cherry"),
        ("B", "banana"),
        ("A", "Apple"),
    ]


def test_the_same_banks_give_the_same_bytes(small: Library) -> None:
    questions = tuple(small.questions.values())
    first, second = (write_package(small, questions, version="3.0").content for _ in range(2))
    assert first == second


def test_a_picture_lies_in_the_package_and_the_item_points_at_it(
    make_bank: Callable[[str], Path], tmp_path: Path
) -> None:
    (tmp_path / "hand.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1 picture")
    library = open_library(
        [make_bank("- {id: q, type: true-false, stem: It is., answer: true, image: {file: hand.png, alt: A hand}}")]
    )
    files = files_of(library, "3.0")
    assert files["images/sample_q.png"].endswith(b" picture")
    assert '<img src="../images/sample_q.png" alt="A hand" />' in files["items/sample_q.xml"].decode()
    assert 'href="images/sample_q.png"' in files["imsmanifest.xml"].decode()


@pytest.mark.parametrize("version", VERSIONS)
def test_no_identifier_has_a_period_and_what_follows_the_underscore_is_our_id(
    shipped: Library, version: Version
) -> None:
    references = parse(files_of(shipped, version)["assessment.xml"]).iter()
    found = [each.get("identifier", "") for each in references if bare(each.tag) == "assessmentitemref"]
    assert [name.rpartition("_")[2] for name in found] == [
        question.id for _, members in by_topic(shipped, tuple(shipped.questions.values())) for question in members
    ]
    assert not [name for name in found if "." in name]


@pytest.mark.parametrize("version", VERSIONS)
def test_each_file_names_the_schema_of_its_own_version(small: Library, version: Version) -> None:
    names = NAMES[version]
    for name, content in files_of(small, version).items():
        located = parse(content).get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "").split()
        pairs = dict(zip(located[::2], located[1::2], strict=True))
        expected = names.package if name == "imsmanifest.xml" else names.items
        assert expected in pairs, name
        assert all(schema.endswith(".xsd") for schema in pairs.values())


@pytest.mark.parametrize("version", VERSIONS)
def test_the_test_names_bank_and_version_and_adds_up_its_items(small: Library, version: Version) -> None:
    root = parse(files_of(small, version)["assessment.xml"])
    assert root.get("identifier") == f"test_small_{bank_version(small)}"
    declared = [each.get("identifier") for each in root if bare(each.tag) == "outcomedeclaration"]
    added = [each for each in root.iter() if bare(each.tag) == "testvariables"]
    assert declared == ["SCORE", "MAXSCORE"]
    assert [each.get("variableIdentifier", each.get("variable-identifier")) for each in added] == declared


@pytest.mark.parametrize("version", VERSIONS)
def test_an_open_item_has_no_greatest_score_and_in_3_its_rubric_is_for_scoring(
    small: Library, version: Version
) -> None:
    item = parse(files_of(small, version)["items/small_in-a-sentence.xml"])
    (score,) = (each for each in item if each.get("identifier") == "SCORE")
    assert not [name for name in score.attrib if bare(name).startswith("normal")]
    (rubric,) = (each for each in item.iter() if bare(each.tag) == "rubricblock")
    assert rubric.get("use") == ("scoring" if version == "3.0" else None)


@pytest.mark.parametrize("version", VERSIONS)
def test_double_braces_are_parted_where_they_are_shown_and_never_in_a_key(
    make_library: Callable[[str], Library], version: Version
) -> None:
    library = make_library(
        "- {id: q, type: short-answer, stem: 'Type {{x}}', accept: ['{{x}}'], reject: [{text: '{{y}}', why: No.}]}"
    )
    raw = files_of(library, version)["items/sample_q.xml"].decode()
    assert "{{" not in re.sub(
        r'"[^"]*"', "", raw
    )  # nothing that a template language would run; attributes it leaves alone
    item = parse(raw.encode())
    texts = {bare(each.tag): "".join(each.itertext()) for each in item.iter()}
    assert (texts["correctresponse"], texts["stringmatch"]) == ("{{x}}", "{{y}}")
    assert [each.get("mapKey", each.get("map-key")) for each in item.iter() if bare(each.tag) == "mapentry"] == [
        "{{x}}"
    ]
    assert "Type {\u2060{x}\u2060}" in "".join(item.itertext())


def test_no_metadata_is_empty(make_library: Callable[[str], Library]) -> None:
    library = make_library("- {id: q, type: true-false, stem: It is., answer: true}")
    manifest = parse(files_of(library, "2.1")["imsmanifest.xml"])
    strings = [each.text for each in manifest.iter() if each.tag.endswith("}string")]
    assert strings
    assert all(strings)


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("7.5", True), ("-12", True), (".5", True), ("+3.", True), ("1.1E-6", True), ("7,5", False), ("7.5 mm", False)],
)
def test_an_entry_for_a_number_takes_plain_digits_and_the_question_says_so(
    small: Library, typed: str, fits: bool
) -> None:
    item = parse(files_of(small, "2.1")["items/small_near-a-value.xml"])
    (entry,) = (each for each in item.iter() if bare(each.tag) == "textentryinteraction")
    assert (re.fullmatch(entry.get("patternMask", ""), typed) is not None) == fits
    assert "Type the number alone, without the unit, with a point before decimals." in "".join(item.itertext())
