"""The hedge hunt: claims without their labels, to be sorted by how firmly the source makes them."""

from collections.abc import Sequence
from hashlib import sha256
from random import Random
from string import ascii_uppercase
from typing import Final, get_args

from msgspec import Struct, json

from calcinosis_quiz.bank.facts import Fact, Strength
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.errors import QuizError

BINS: Final[tuple[Strength, ...]] = get_args(Strength)
CLAIMS: Final = 12
MINUTES: Final = 20
INSTRUCTIONS: Final = (
    "Sort the claims with a neighbour: how firmly does the source make each of them? Write a letter beside each.",
    "Then choose two, and be ready to defend your letters.",
)
STEPS: Final = (
    (10, "In pairs: sort the claims. Nobody looks at the source yet."),
    (5, "Count hands for each claim and letter, and write them into the tally."),
    (5, "Where the group disagrees most: two pairs defend their letters, then read the place in the source."),
)


class Hunt(Struct, frozen=True, kw_only=True):
    """One sheet of claims, in the order shown; `fingerprint` stands for their wording, strength and order."""

    id: str
    title: str
    seed: int
    fingerprint: str
    claims: tuple[Fact, ...]


def build_hunts(
    library: Library, *, topics: Sequence[str] = (), facts: Sequence[str] = (), claims: int, forms: int, seed: int
) -> tuple[Hunt, ...]:
    """Draw sheets with no claim in common, the six strengths on each as evenly as the ledger allows.

    Raises QuizError where the ledgers hold too few claims, or none at all.
    """
    ledgers = {loaded.ledger.namespace: loaded.ledger for loaded in library.banks if loaded.ledger}
    pool = [
        fact
        for ledger in ledgers.values()
        for fact in ledger.facts
        if (not topics or fact.topic in topics) and (not facts or fact.id in facts)
    ]
    if not pool:
        raise QuizError(
            "A hedge hunt needs the claims of a fact ledger (facts.yaml), and there are none to choose from."
        )
    if len(pool) < claims * forms:
        raise QuizError(
            f"{forms} hedge hunt{'s' if forms > 1 else ''} of {claims} claims need {claims * forms}, and there are "
            f"{len(pool)}: {claims * forms - len(pool)} short. Ask for fewer with --items or --forms."
        )
    rng = Random(seed)  # noqa: S311 - a draw that anybody can repeat
    rng.shuffle(pool)
    hunts = []
    for sheets_left, letter in zip(range(forms, 0, -1), ascii_uppercase, strict=False):
        drawn = _draw(pool, claims, sheets_left)
        pool = [fact for fact in pool if fact not in drawn]
        rng.shuffle(drawn)
        lines = "\n".join(f"{fact.id} {fact.strength} {fact.statement}" for fact in drawn)
        code = sha256(lines.encode()).hexdigest()[:8]
        hunts.append(Hunt(id=letter, title=library.describe()[0], seed=seed, fingerprint=code, claims=tuple(drawn)))
    return tuple(hunts)


def _draw(pool: Sequence[Fact], claims: int, sheets_left: int) -> list[Fact]:
    """Take claims, of each strength as many as of any other, but no more than its share of the sheets to come."""
    left = {strength: [fact for fact in pool if fact.strength == strength] for strength in BINS}
    share = {strength: -(-len(left[strength]) // sheets_left) for strength in BINS}
    drawn: list[Fact] = []
    while len(drawn) < claims:
        taken = {strength: sum(fact.strength == strength for fact in drawn) for strength in BINS}
        filled = [strength for strength in BINS if left[strength]]
        roomy = [strength for strength in filled if taken[strength] < share[strength]] or filled
        drawn.append(left[min(roomy, key=taken.__getitem__)].pop())
    return drawn


class _HuntFile(Struct, frozen=True, kw_only=True):
    format: str = "calcinosis-quiz-hedge-hunt"
    version: int = 1
    form: str
    title: str
    seed: int
    fingerprint: str
    claims: tuple[str, ...]


def write_hunt(hunt: Hunt) -> bytes:
    """Write the record of a hedge hunt: which claims stood on it, by their ids in the ledger."""
    record = _HuntFile(
        form=hunt.id,
        title=hunt.title,
        seed=hunt.seed,
        fingerprint=hunt.fingerprint,
        claims=tuple(fact.id for fact in hunt.claims),
    )
    return json.format(json.encode(record), indent=1) + b"\n"
