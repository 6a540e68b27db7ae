"""Items of QTI 2.1, 2.2 and 3.0: one tree under different names, one interaction to one type."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from calcinosis_quiz.bank.items import AuthoredItem, Pair, Reasoned
from calcinosis_quiz.imports.compose.choices import Choice, make_choice, make_true_false
from calcinosis_quiz.imports.compose.numbers import make_numeric
from calcinosis_quiz.imports.compose.pairs import make_matching, make_ordering
from calcinosis_quiz.imports.compose.texts import GapKey, make_cloze, make_open
from calcinosis_quiz.imports.compose.typed import Wording, make_typed
from calcinosis_quiz.imports.html_text import clean, one_line, read_tree
from calcinosis_quiz.imports.moodle.embedded import MARK, pieces
from calcinosis_quiz.imports.pictures import drop_pictures, take_picture
from calcinosis_quiz.imports.qti.declarations import (
    Declaration,
    normalise,
    numbers_of,
)
from calcinosis_quiz.imports.qti.item2 import INTERACTION, Item2, open_item, read_plain
from calcinosis_quiz.imports.reading import Draft, LeftOutError, Record
from calcinosis_quiz.imports.tree import Element

_NUMBERS: Final = frozenset(["integer", "float"])


def read_item2(record: Record, root: Element, find: Callable[[str], bytes | None]) -> Draft | None:
    """Read one item."""
    identifier, label = root.get("identifier") or "", root.get("title") or ""
    normalise(root)
    made: list[Item2] = []

    def build() -> AuthoredItem:
        made.append(open_item(record, root))
        return _read(made[0])

    item = record.attempt(build)
    if item is None:
        return None
    picture = take_picture(record, made[0].text.images, find) if made[0].text.images else None
    return Draft(item, record.place, label, identifier, (), picture)


def _read(item: Item2) -> AuthoredItem:
    kinds = {each.tag for each in item.interactions}
    if not kinds:
        raise LeftOutError("it asks for no answer")
    if len(item.interactions) == 1:
        reader = _READERS.get(item.interactions[0].tag)
        if reader is None:
            raise LeftOutError(
                f"an interaction that has no place here: {item.interactions[0].tag.removesuffix(INTERACTION)}"
            )
        return reader(item, item.interactions[0])
    if kinds <= {"textentryinteraction", "inlinechoiceinteraction"}:
        keys = [_gap_key(item, each) for each in item.interactions]
        return make_cloze(item.record, item.head(""), list(pieces(item.text.text, keys)))
    raise LeftOutError("several interactions of different kinds in one item")


def _fractions(declaration: Declaration) -> dict[str, float]:
    return declaration.fractions or dict.fromkeys(declaration.correct, 1.0)


def _choice(item: Item2, interaction: Element) -> AuthoredItem:
    declaration = item.declaration(interaction)
    fractions = _fractions(declaration)
    choices, named = [], {}
    for number, each in enumerate(interaction.iter("simplechoice", "hottext"), 1):
        identifier, read = each.get("identifier") or "", read_tree(each)
        text = clean(read.text)
        if read.images and not text:
            item.record.change("an option was only an image; its description, or a number, stands in its place")
            text = next((image.alt for image in read.images if image.alt), "") or f"Image {number}"
        else:
            drop_pictures(item.record, read.images, "an option")
        named[text.casefold()] = identifier
        choices.append(Choice(text, fractions.get(identifier, 0.0), item.feedback.by_value.get(identifier, "")))
    single = declaration.cardinality == "single"
    if single and set(named) == {"true", "false"} and max(fractions.values(), default=0) > 0:
        true, false = named["true"], named["false"]
        return make_true_false(
            item.head(),
            answer=fractions.get(true, 0.0) > fractions.get(false, 0.0),
            why_true=item.feedback.by_value.get(true, ""),
            why_false=item.feedback.by_value.get(false, ""),
        )
    shuffle = (interaction.get("shuffle") or "false") == "true"
    weighted = bool(declaration.mapped)
    return make_choice(item.record, item.head(), choices, single=single, shuffle=shuffle, weighted=weighted)


def _text_entry(item: Item2, interaction: Element) -> AuthoredItem:
    declaration = item.declaration(interaction)
    if declaration.base_type in _NUMBERS:
        return make_numeric(item.record, item.head(), list(numbers_of(item.root, declaration)))
    key = _gap_key(item, interaction)
    if item.text.text.rstrip().endswith(MARK.format(0)):
        wordings = [Wording(text, 1.0, key.why) for text in (key.answer, *key.accept) if text]
        wordings += [Wording(each.text, 0.0, each.why or "") for each in key.reject]
        return make_typed(item.record, item.head(), wordings, case_matters=declaration.case_matters)
    return make_cloze(item.record, item.head(""), list(pieces(item.text.text, [key])))


def _gap_key(item: Item2, interaction: Element) -> GapKey:
    declaration = item.declaration(interaction)
    fractions = _fractions(declaration)
    choices = interaction.iter("inlinechoice")
    texts = {each.get("identifier") or "": read_plain(item.record, each, "a choice") for each in choices}
    right = [texts.get(key, key) for key, fraction in fractions.items() if fraction > 1 - 1e-4]
    first = [texts.get(key, key) for key in declaration.correct if fractions.get(key, 0.0) > 1 - 1e-4]
    right = list(dict.fromkeys([*first[:1], *right]))
    if declaration.base_type in _NUMBERS and any(each.low != each.high for each in numbers_of(item.root, declaration)):
        item.record.change("a number in a gap is accepted only as written, without its tolerance", ", ".join(right))
    if any(0 < fraction <= 1 - 1e-4 for fraction in fractions.values()):
        item.record.change("an answer with part of the marks is refused now")
    if not right:
        raise LeftOutError("a gap has no right answer")
    wrong = [(texts.get(value, value), why) for value, why in item.feedback.by_value.items() if value not in fractions]
    known = {one_line(text).casefold() for text in right}
    offered = {one_line(text).casefold() for text in texts.values()}
    reject = tuple(
        Reasoned(text=one_line(text), why=why)
        for text, why in wrong
        if one_line(text).casefold() not in known and (not texts or one_line(text).casefold() in offered)
    )
    hint = ""
    if texts:
        item.record.change("a menu inside a text became a gap; its choices stand beside it as a hint")
        hint = "one of: " + ", ".join(sorted(map(one_line, texts.values()), key=str.casefold))
    return GapKey(right[0], tuple(map(one_line, right[1:])), reject if len(item.interactions) == 1 else (), "", hint)


def _open_text(item: Item2, _interaction: Element) -> AuthoredItem:
    return make_open(item.record, item.head(), item.notes)


def _order(item: Item2, interaction: Element) -> AuthoredItem:
    declaration = item.declaration(interaction)
    shown = interaction.iter("simplechoice")
    texts = {each.get("identifier") or "": read_plain(item.record, each, "an entry") for each in shown}
    if set(declaration.correct) != set(texts):
        raise LeftOutError("the right order does not name every entry")
    whys = item.feedback.by_value
    entries = [Reasoned(text=texts[each], why=whys.get(each) or None) for each in declaration.correct]
    return make_ordering(item.head(), entries)


def _pairs(declaration: Declaration) -> Iterator[tuple[str, str]]:
    values = [value for value, earned in declaration.mapped.items() if earned > 0] or declaration.correct
    for value in values:
        one, _, other = value.partition(" ")
        yield one, other


def _match(item: Item2, interaction: Element) -> AuthoredItem:
    sets = [
        {
            each.get("identifier") or "": read_plain(item.record, each, "a pair")
            for each in group.iter("simpleassociablechoice")
        }
        for group in interaction.iter("simplematchset")
    ]
    if len(sets) != 2:
        raise LeftOutError("a matching without two sets")
    prompts, choices = sets
    right: dict[str, list[str]] = {}
    for one, other in _pairs(item.declaration(interaction)):
        left, choice = (one, other) if one in prompts else (other, one)
        if left in prompts and choice in choices:
            right.setdefault(left, []).append(choices[choice])
    if any(len(each) > 1 for each in right.values()):
        if len(right) < len(prompts) or len(choices) < len(prompts):
            raise LeftOutError("a matching in which a prompt takes several choices")
        item.record.change("only one of several right choices of a prompt is kept")
    pairs = [Pair(prompt=text, choice=one_line(right[each][0])) for each, text in prompts.items() if each in right]
    if len(pairs) < len(prompts):
        item.record.change("a prompt without a right choice is dropped")
    return make_matching(item.head(), pairs, [one_line(text) for text in choices.values()])


def _associate(item: Item2, interaction: Element) -> AuthoredItem:
    texts = {
        each.get("identifier") or "": read_plain(item.record, each, "a pair")
        for each in interaction.iter("simpleassociablechoice")
    }
    named = [
        (texts[one], texts[other]) for one, other in _pairs(item.declaration(interaction)) if {one, other} <= set(texts)
    ]
    item.record.change("pairs that were free to form became a matching of the first to the second")
    return make_matching(item.head(), [Pair(prompt=one, choice=one_line(other)) for one, other in named])


def _gap_match(item: Item2, interaction: Element) -> AuthoredItem:
    """Read words to drag into the gaps of a text; the words stand beside each gap as a hint."""
    words, gaps = item.words, item.gaps
    right: dict[str, str] = {}
    for one, other in _pairs(item.declaration(interaction)):
        word, gap = (one, other) if one in words else (other, one)
        right.setdefault(gap, words.get(word, ""))
    if any(not right.get(gap) for gap in gaps):
        raise LeftOutError("a gap has no right answer")
    item.record.change("words to choose for the gaps of a text stand beside each gap as a hint")
    hint = "one of: " + ", ".join(sorted(map(one_line, words.values()), key=str.casefold))
    keys = [GapKey(right[gap], hint=hint) for gap in gaps]
    return make_cloze(item.record, item.head(""), list(pieces(item.text.text, keys)))


def _slider(item: Item2, interaction: Element) -> AuthoredItem:
    declaration = item.declaration(interaction)
    return make_numeric(item.record, item.head(), list(numbers_of(item.root, declaration)))


Reader = Callable[[Item2, Element], AuthoredItem]
_READERS: Final[Mapping[str, Reader]] = {
    "choiceinteraction": _choice,
    "hottextinteraction": _choice,
    "textentryinteraction": _text_entry,
    "inlinechoiceinteraction": lambda item, each: make_cloze(
        item.record, item.head(""), list(pieces(item.text.text, [_gap_key(item, each)]))
    ),
    "extendedtextinteraction": _open_text,
    "orderinteraction": _order,
    "matchinteraction": _match,
    "associateinteraction": _associate,
    "gapmatchinteraction": _gap_match,
    "sliderinteraction": _slider,
}
