"""What QTI 2 and 3 declare of an answer: the key, the mapping, and what the response processing makes of them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from calcinosis_quiz.imports.compose.numbers import NumberRange, read_number
from calcinosis_quiz.imports.html_text import one_line
from calcinosis_quiz.imports.tree import Element, inner_text, is_element, local_name


def normalise(root: Element) -> None:
    """Rename all elements and attributes to one form, whatever version they come from: lower case, no dashes."""
    for node in root.iter():
        if not is_element(node):
            continue
        node.tag = local_name(node).removeprefix("qti-").replace("-", "").lower()
        for name, value in list(node.attrib.items()):
            bare = name.rpartition("}")[2].replace("-", "").lower()
            if bare != name:
                del node.attrib[name]
                node.set(bare, value)


class Declaration(Struct, frozen=True):
    """A response: its right values in order, and what each value earns where it is mapped."""

    identifier: str
    cardinality: str
    base_type: str
    correct: tuple[str, ...]
    mapped: Mapping[str, float]
    upper: float | None
    case_matters: bool

    @property
    def fractions(self) -> dict[str, float]:
        """Return what each mapped value earns, as a fraction of all marks."""
        total = sum(value for value in self.mapped.values() if value > 0)
        if self.cardinality == "single":
            total = max(self.mapped.values(), default=0.0)
        top = min(self.upper, total) if self.upper else total
        return {key: value / top if top > 0 else 0.0 for key, value in self.mapped.items()}


def read_declarations(root: Element) -> dict[str, Declaration]:
    """Read all responses of an item by name, each with the key that its processing uses."""
    return {each.get("identifier") or "": _read(each, root) for each in root.iterchildren("responsedeclaration")}


def _read(node: Element, root: Element) -> Declaration:
    identifier = node.get("identifier") or ""
    correct = tuple(one_line(inner_text(value)) for value in node.iterfind("correctresponse/value"))
    entries = node.findall("mapping/mapentry")
    mapped = {one_line(each.get("mapkey") or ""): _number(each.get("mappedvalue")) for each in entries}
    mapping = node.find("mapping")
    upper = mapping.get("upperbound") if mapping is not None else None
    if mapped and not _is_mapped(root, identifier):
        mapped = {}
    if not correct and not mapped:
        correct = tuple(_written_out(root, identifier))
    return Declaration(
        identifier,
        node.get("cardinality") or "single",
        (node.get("basetype") or "").lower(),
        correct,
        mapped,
        _number(upper) if upper else None,
        any((each.get("casesensitive") or "false") == "true" for each in entries),
    )


def _number(text: str | None) -> float:
    number = read_number(text or "0")
    return float(number) if number is not None else 0.0


def _is_mapped(root: Element, identifier: str) -> bool:
    """Return whether the processing uses the mapping: by its template's name, or by its own words."""
    processing = root.find("responseprocessing")
    if processing is None:
        return True
    template = (processing.get("template") or processing.get("templatelocation") or "").rpartition("/")[2].lower()
    if template:
        return "map_response" in template
    return any(each.get("identifier") == identifier for each in processing.iter("mapresponse"))


def _written_out(root: Element, identifier: str) -> Iterator[str]:
    """Find the values that a hand-written processing compares a response with before it gives marks."""
    for branch in root.iter("responseif", "responseelseif"):
        gives = [each for each in branch.iterchildren("setoutcomevalue") if (each.get("identifier") or "") == "SCORE"]
        if not gives or _number(one_line(inner_text(gives[0]))) <= 0:
            continue
        for test in branch.iter("match", "equal", "stringmatch", "member", "equalrounded"):
            if any(each.get("identifier") == identifier for each in test.iter("variable")):
                yield from (one_line(inner_text(each)) for each in test.iter("basevalue"))


def numbers_of(root: Element, declaration: Declaration) -> Iterator[NumberRange]:
    """Read which numbers are right: the key with the tolerance of its comparison, or the ends of a range."""
    low = high = None
    for test in root.iter("gte", "gt", "lte", "lt"):
        if any(each.get("identifier") == declaration.identifier for each in test.iter("variable")):
            value = read_number(inner_text(test.find("basevalue")))
            low, high = (value, high) if test.tag.startswith("g") else (low, value)
    if low is not None and high is not None:
        yield NumberRange(low, high, 1.0)
        return
    below, above, relative = _tolerance(root, declaration.identifier)
    values = declaration.fractions or dict.fromkeys(declaration.correct, 1.0)
    for text, fraction in values.items():
        number = read_number(text)
        if number is not None:
            scale = abs(number) / 100 if relative else Decimal(1)
            yield NumberRange(number - below * scale, number + above * scale, fraction)


def _tolerance(root: Element, identifier: str) -> tuple[Decimal, Decimal, bool]:
    for test in root.iter("equal"):
        if any(each.get("identifier") == identifier for each in test.iter("variable")):
            sizes = [read_number(each) or Decimal(0) for each in (test.get("tolerance") or "0").split()]
            mode = test.get("tolerancemode") or "exact"
            if mode != "exact" and sizes:
                return sizes[0], sizes[-1], mode == "relative"
    return Decimal(0), Decimal(0), False


class Feedback(Struct, frozen=True):
    """What is said after answering: to all, to who is right or wrong, and to who chose or typed one thing."""

    general: str
    by_value: Mapping[str, str]


def read_feedback(root: Element, texts: Mapping[str, str], values: frozenset[str]) -> Feedback:
    """Sort feedback by when the processing shows it; what is shown for one value is a reason for it."""
    general: list[str] = []
    by_value: dict[str, list[str]] = {}
    shown: set[str] = set()
    for each in root.iter("setoutcomevalue"):
        for named in (one_line(inner_text(base)) for base in each.iter("basevalue")):
            if named not in texts:
                continue
            shown.add(named)
            branch, conditions = _branch(each)
            about = [value for value in _compared(conditions) if value in values]
            if len(about) == 1:
                by_value.setdefault(about[0], []).append(texts[named])
            elif branch is None:
                general.append(texts[named])
            else:
                general.append(f"If {'wrong' if branch.tag == 'responseelse' else 'right'}: {texts[named]}")
    for name, text in texts.items():
        if name in shown:
            continue
        if name in values:  # the outcome is the response itself
            by_value.setdefault(name, []).append(text)
        else:
            general.append(text)
    return Feedback(
        "\n\n".join(dict.fromkeys(filter(None, general))),
        {value: "\n".join(dict.fromkeys(filter(None, said))) for value, said in by_value.items()},
    )


def _branch(node: Element) -> tuple[Element | None, list[Element]]:
    """Find the branch that an outcome is set in, past those that only ask whether there is an answer at all."""
    above = node.getparent()
    while above is not None and above.tag != "responseprocessing":
        if above.tag in {"responseif", "responseelseif", "responseelse"}:
            conditions = [child for child in above if is_element(child) and child.tag not in _ACTIONS]
            asks_whether = any(each.find("isnull") is not None or each.tag == "isnull" for each in conditions)
            if not asks_whether:
                return above, conditions
        above = above.getparent()
    return None, []


_ACTIONS = frozenset(["setoutcomevalue", "responsecondition", "exitresponse", "lookupoutcomevalue"])


def _compared(conditions: list[Element]) -> Iterator[str]:
    for condition in conditions:
        yield from (one_line(inner_text(each)) for each in condition.iter("basevalue"))
