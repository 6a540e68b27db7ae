"""Rules about the habits of a writer, which only show over a whole bank."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from calcinosis_quiz.bank.items import TrueFalse
from calcinosis_quiz.bank.lint.english import FUNCTION_WORDS, words_of
from calcinosis_quiz.bank.lint.question_view import Asked
from calcinosis_quiz.bank.lint.rule import HALADYNA, HOUSE, About, Remark, bank_rule
from calcinosis_quiz.bank.problems import quote

_ENOUGH_SPEAKERS: Final = 4
_MOSTLY_WRONG: Final = 0.8
_SPEAKER: Final = re.compile(
    r"\b(colleague|resident|student|registrar|trainee|intern|nurse|blogger|slide|leaflet|poster|lecturer|speaker at"
    r"|relative|mother|father|parent|friend|journalist|newsletter|summary|abstract)s?\b[^.?!]{0,60}?"
    r"\b(say|claim|argue|write|state|tell|insist|conclude|read|announce|reason|summari[sz]e|assert|hold|think|believe"
    r"|doubt|told|said|wrote|object)s?(?:ed|d)?\b",
    re.IGNORECASE,
)
_FAULT_ASKED: Final = re.compile(
    r"\b(wrong|error|mistake|mistaken|correction|correct (?:him|her|them|it|this|the)|outruns?|overstate[sd]?"
    r"|flaw(?:ed)?|objection|misreads?|misreading|goes? (?:too far|beyond)|unsupported|not supported|fault"
    r"|contradicts?|refutes?|disproves?|rebuts?|weakness|left out|missing|overlook(?:s|ed)?|better reply|put right)\b",
    re.IGNORECASE,
)
_OPENERS: Final = frozenset({"which", "that", "what", "it", "so", "yet", "hence"})
_LEAST_REPEATS: Final = 6
_SHARE_OF_BANK: Final = 0.05


@bank_rule(
    About(
        id="speakers-always-wrong",
        severity="warning",
        knows_english=True,
        rationale="If whoever is quoted is always wrong, the question is answered once somebody is quoted.",
        source=HOUSE,
        bad="Five items in which a colleague claims something, each asking what is wrong with it.",
        good="Five items in which a colleague claims something; two ask what is wrong, three what supports it.",
    )
)
def speakers_always_wrong(group: Sequence[Asked]) -> Iterator[tuple[Asked, Remark]]:
    """Find four or more quoted speakers of whom at least four in five are wrong."""
    quoted = [asked for asked in group if _SPEAKER.search(asked.stem)]
    wrong = [asked for asked in quoted if _is_wrong(asked)]
    if len(quoted) >= _ENOUGH_SPEAKERS and len(wrong) >= _MOSTLY_WRONG * len(quoted):
        names = ", ".join(asked.id for asked in wrong[1:6])
        message = (
            f"somebody is quoted in {len(quoted)} items and wrong in {len(wrong)} of them. "
            f"Let the quoted be right about as often, here and in {names}."
        )
        yield wrong[0], (wrong[0].stem_steps, message)


def _is_wrong(asked: Asked) -> bool:
    if isinstance(asked.question, TrueFalse):
        return not asked.question.answer
    return bool(_FAULT_ASKED.search(asked.lead_in))


@bank_rule(
    About(
        id="worn-phrase",
        severity="warning",
        knows_english=True,
        rationale="A turn of phrase that comes back in item after item is no longer read.",
        source=f"{HALADYNA}; {HOUSE}",
        bad="Eight of twenty items with a reason that ends: ..., which tempts.",
        good="Twenty items, of which two say what makes an option tempting, in different words.",
    )
)
def worn_phrase(group: Sequence[Asked]) -> Iterator[tuple[Asked, Remark]]:
    """Find a clause that begins alike, with a connecting and a telling word, in six items and one in twenty."""
    holders: dict[tuple[str, ...], dict[str, Asked]] = defaultdict(dict)
    for asked in group:
        for steps, text in asked.texts:
            if "later_evidence" in steps:
                continue
            for clause in text.split(",")[1:]:
                pair = tuple(words_of(clause)[:2])
                if len(pair) == 2 and pair[0] in _OPENERS and pair[1] not in FUNCTION_WORDS:
                    holders[pair].setdefault(asked.item.id, asked)
    items = len({asked.item.id for asked in group})
    for pair, found in holders.items():
        if len(found) >= max(_LEAST_REPEATS, _SHARE_OF_BANK * items):
            first, *rest = found.values()
            names = ", ".join(asked.item.id for asked in rest[:5])
            yield (
                first,
                (first.stem_steps, f"{quote(' '.join(pair))} stands in {len(found)} items, also in {names}. Vary it."),
            )


RULES = (speakers_always_wrong, worn_phrase)
