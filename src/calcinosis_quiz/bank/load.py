"""Files and folders to a library: every file is read, every problem is collected."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources.abc import Traversable
from typing import Final

from msgspec import structs

from calcinosis_quiz.bank.facts import Ledger
from calcinosis_quiz.bank.folders import LEDGER_NAME, find_files, read_source
from calcinosis_quiz.bank.images import check_images
from calcinosis_quiz.bank.items import AuthoredItem, Bank, BankHeader, Cloze, ExtendedMatching, ShortAnswer
from calcinosis_quiz.bank.library import Library, LoadedBank
from calcinosis_quiz.bank.problems import BankError, Problem
from calcinosis_quiz.bank.read import Place, Problems, describe, read, read_item
from calcinosis_quiz.bank.references import Names, check_citations, check_ledger, place_finding
from calcinosis_quiz.bank.source import Mapping, Node, RefusedError, Scalar, decode, find_cut_texts, parse
from calcinosis_quiz.bank.source import Sequence as NodeList
from calcinosis_quiz.bank.structure import check_structure

FORMAT: Final = 1


def open_library(places: Sequence[Traversable]) -> Library:
    """Load banks that must be sound; raises BankError with every problem when they are not."""
    library, problems = load_library(places)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise BankError(errors)
    return library


def load_library(places: Sequence[Traversable]) -> tuple[Library, tuple[Problem, ...]]:
    """Read bank files, or all banks of folders; return what can be used and all that is wrong."""
    with _collector_at_rest():
        return _load(places)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Spare Python the search for circles among a million nodes that make none: it is a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(places: Sequence[Traversable]) -> tuple[Library, tuple[Problem, ...]]:
    problems: list[Problem] = []
    banks: list[LoadedBank] = []
    names = Names()
    ledgers: dict[str, Ledger | None] = {}
    seen: set[str] = set()
    for place in places:
        for file, ledger_file in _find_files(place, problems):
            if str(file) in seen:
                continue
            seen.add(str(file))
            if ledger_file is not None and str(ledger_file) not in ledgers:
                ledgers[str(ledger_file)] = _read_ledger(ledger_file, problems)
            if file.name != LEDGER_NAME:
                ledger = ledgers[str(ledger_file)] if ledger_file is not None else None
                node = _read_node(file, problems)
                if node is None:
                    continue
                found = Problems(str(file))
                loaded = _read_bank(node, ledger, found, getattr(file, "parent", None))
                found.extend(names.check(str(file), node))
                problems.extend(sorted(found, key=_line_of))
                if loaded is not None:
                    banks.append(loaded)
    problems.extend(names.find_unknown())
    return Library(tuple(banks)), tuple(problems)


def _find_files(place: Traversable, problems: list[Problem]) -> Sequence[tuple[Traversable, Traversable | None]]:
    name = str(place)
    try:
        files = find_files(place)
    except FileNotFoundError:
        message = "expected a bank file or a folder of banks, got nothing by that name. Check the spelling."
        problems.append(Problem(name, 0, "", "no-such-file", "error", message))
    except OSError as error:
        problems.append(_unreadable(name, "file or folder", error))
    else:
        if not files:
            message = "expected bank files (.yaml) in this folder, got none."
            problems.append(Problem(name, 0, "", "no-banks", "error", message))
        return files
    return ()


def _read_node(file: Traversable, problems: list[Problem]) -> Mapping | None:
    name = str(file)
    try:
        text = decode(read_source(file))
        node = parse(text)
    except RefusedError as refused:
        problems.append(refused.problem(name))
        return None
    except IsADirectoryError:
        problems.append(Problem(name, 0, "", "directory", "error", "expected a file, got a folder. Rename the folder."))
        return None
    except OSError as error:
        problems.append(_unreadable(name, "file", error))
        return None
    message = (
        "expected a text to its end, got a # with a word behind it: without quotes the text ends before it. "
        "Put double quotes around the text, or a blank after the # of a comment."
    )
    problems.extend(Problem(name, line, "", "text-cut-short", "error", message) for line in find_cut_texts(text))
    if not isinstance(node, Mapping):
        message = "expected keys such as format: 1 at the top of the file, got a list or a text. See the bank format."
        problems.append(Problem(name, node.line, "", "wrong-type", "error", message))
        return None
    return node if _is_known_format(node, name, problems) else None


def _unreadable(name: str, what: str, error: OSError) -> Problem:
    got = (error.strerror or str(error)).lower()
    message = f"expected a readable {what}, got: {got}. Check its permissions and its path."
    return Problem(name, 0, "", "unreadable", "error", message)


def _line_of(problem: Problem) -> int:
    return problem.line


def _is_known_format(node: Mapping, name: str, problems: list[Problem]) -> bool:
    stated = node.find("format")
    if not isinstance(stated, Scalar) or not stated.text.isdecimal() or int(stated.text[:9]) <= FORMAT:
        return True
    message = (
        f"expected format {FORMAT}, got the newer format {stated.text[:9]}. Update calcinosis-quiz to read this file."
    )
    problems.append(Problem(name, stated.line, "format", "newer-format", "error", message))
    return False


def _read_ledger(file: Traversable, problems: list[Problem]) -> Ledger | None:
    node = _read_node(file, problems)
    if node is None:
        return None
    found = Problems(str(file))
    ledger = read(node, Ledger, found)
    if ledger is not None:
        found.extend(place_finding(str(file), node, (), finding) for finding in check_ledger(ledger))
    problems.extend(sorted(found, key=_line_of))
    return ledger


def _read_bank(node: Mapping, ledger: Ledger | None, found: Problems, folder: Traversable | None) -> LoadedBank | None:
    header = read(Mapping([entry for entry in node.entries if entry[0].text != "items"], node.line), BankHeader, found)
    topic = header.bank if header is not None else ""
    items: list[AuthoredItem] = []
    for i, child in enumerate(_item_nodes(node, found)):
        item = read_item(child, found, Place(Place(Place(), "items"), i))
        if item is None:
            continue
        findings = [*check_structure(item), *check_citations(item, ledger), *check_images(item, folder)]
        found.extend(place_finding(found.file, node, ("items", i), finding) for finding in findings)
        items.append(_with_defaults(item, header, topic))
    if header is None or not items:
        return None
    bank = Bank(**structs.asdict(header), items=tuple(items))
    return LoadedBank(found.file, bank, ledger, folder, node)


def _item_nodes(node: Mapping, problems: Problems) -> Sequence[Node]:
    lists = [(key, value) for key, value in node.entries if key.text == "items"]
    if not lists:
        problems.add(node, Place(), "missing-key", "expected the key items, got none. List the questions under it.")
        return ()
    for key, _ in lists[1:]:
        problems.add(
            key, Place(Place(), "items"), "duplicate-key", "expected items once, got it again. Join the lists."
        )
    value = lists[0][1]
    if not isinstance(value, NodeList) or not value.children:
        got = "none" if isinstance(value, NodeList) else describe(value)
        problems.add(value, Place(Place(), "items"), "wrong-type", f"expected a list of at least one item, got {got}.")
        return ()
    return value.children


def _with_defaults(item: AuthoredItem, header: BankHeader | None, topic: str) -> AuthoredItem:
    """Give an item what its bank says for all of them, where it says nothing itself."""
    if header is not None and header.language and not isinstance(item, ExtendedMatching):
        item = structs.replace(item, language=item.language or header.language)
    if header is not None and header.match and isinstance(item, ShortAnswer | Cloze):
        item = structs.replace(item, match=item.match or header.match)
    if isinstance(item, ExtendedMatching):
        cases = tuple(structs.replace(case, topic=case.topic or topic) for case in item.cases)
        return structs.replace(item, cases=cases)
    return structs.replace(item, topic=item.topic or topic)
