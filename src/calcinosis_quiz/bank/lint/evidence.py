"""Rules about faith to the source: they hold items against the ledger beside their bank, and need one."""

from collections.abc import Iterator

from calcinosis_quiz.bank.lint.english import find_phrases
from calcinosis_quiz.bank.lint.question_view import Asked
from calcinosis_quiz.bank.lint.rule import HOUSE, About, Remark, question_rule
from calcinosis_quiz.bank.problems import quote
from calcinosis_quiz.bank.questions import CaseQuestion


@question_rule(
    About(
        id="unanchored-stem",
        severity="error",
        knows_english=True,
        rationale="A question about what one source says must name it; the answer may differ elsewhere, or today.",
        source=HOUSE,
        bad="""
stem: Which mineral are the deposits made of?
options: [{text: Hydroxyapatite, correct: true}, {text: Oxalate}, {text: Urate}]
facts: [comp-hydroxyapatite]
""",
        good="""
stem: Which mineral are the deposits made of, according to this 2015 report?
options: [{text: Hydroxyapatite, correct: true}, {text: Oxalate}, {text: Urate}]
facts: [comp-hydroxyapatite]
""",
        needs_ledger=True,
    )
)
def unanchored_stem(asked: Asked) -> Iterator[Remark]:
    """Find a stem with none of the ledger's `anchors`."""
    anchors = asked.ledger.anchors if asked.ledger else ()
    stem = f"{asked.stem} {asked.lead_in}" if isinstance(asked.question, CaseQuestion) else asked.stem
    if anchors and not find_phrases(stem, anchors):
        wanted = ", ".join(anchors)
        yield asked.stem_steps, f"the stem does not say whose statement is asked for. Name the source: {wanted}."


@question_rule(
    About(
        id="hedge-lost",
        severity="error",
        knows_english=True,
        rationale="A ceiling without its up to becomes a rate, and a may becomes a fact.",
        source=HOUSE,
        bad="""
type: true-false
stem: In this 2015 report, calcinosis develops in 20% of adults with dermatomyositis.
answer: true
facts: [epi-adult-20]
""",
        good="""
type: true-false
stem: In this 2015 report, calcinosis develops in up to 20% of adults with dermatomyositis.
answer: true
facts: [epi-adult-20]
""",
        needs_ledger=True,
    )
)
def hedge_lost(asked: Asked) -> Iterator[Remark]:
    """Find a fact of whose hedges no wording stands in stem, key with its reason, or explanation."""
    lead_in = asked.question.lead_in if isinstance(asked.question, CaseQuestion) else ""
    said = " ".join((asked.stem, lead_in, *asked.answers, *asked.key_reasons, asked.question.explanation or ""))
    for i, fact in enumerate(asked.facts):
        forms = asked.ledger.hedge_forms if asked.ledger else {}
        wordings = [form for hedge in fact.hedges for form in (hedge, *forms.get(hedge, ()))]
        if wordings and not find_phrases(said, wordings):
            hedges = " or ".join(quote(hedge) for hedge in fact.hedges)
            message = (
                f"{fact.id} is hedged with {hedges}, and neither stem, key nor explanation keeps it. "
                "Keep the hedge with the claim; hedge_forms of the ledger lists other wordings."
            )
            yield (*asked.steps, "facts", i), message


@question_rule(
    About(
        id="later-evidence-missing",
        severity="error",
        rationale="Where later evidence is mixed or contrary, a learner must not leave with the old claim alone.",
        source=HOUSE,
        bad="""
type: true-false
stem: This 2015 report lists warfarin among the oral drugs.
answer: true
facts: [cur-oral-warfarin]
""",
        good="""
type: true-false
stem: This 2015 report lists warfarin among the oral drugs.
answer: true
facts: [cur-oral-warfarin]
later_evidence:
  text: A later systematic review advises against it.
  kind: since
  date: 2020
  as_of: 2026-11
  source: Traineau et al., J Am Acad Dermatol 2020
""",
        needs_ledger=True,
    )
)
def later_evidence_missing(asked: Asked) -> Iterator[Remark]:
    """Find a fact marked caution or superseded without a dated note on the question."""
    moved = [fact for fact in asked.facts if fact.currency in {"caution", "superseded"}]
    if moved and asked.question.later_evidence is None:
        named = ", ".join(f"{fact.id} ({fact.currency})" for fact in moved)
        yield (
            asked.steps,
            f"later evidence bears on {named}. Add later_evidence with text, kind, date, as_of and source.",
        )


@question_rule(
    About(
        id="superseded-in-vignette",
        severity="error",
        rationale="What later evidence speaks against may be recalled, but is never what to do for a patient.",
        source=HOUSE,
        bad="""
vignette: true
stem: A 40-year-old woman has deposits. Which drug of this 2015 report suits her?
options: [{text: Digoxin}, {text: Warfarin, correct: true}, {text: Allopurinol}]
facts: [cur-oral-warfarin]
later_evidence: {text: A later review advises against it., kind: since, date: 2020, as_of: 2026, source: A review}
""",
        good="""
stem: Which drug does this 2015 report list?
options: [{text: Allopurinol}, {text: Digoxin}, {text: Warfarin, correct: true}]
facts: [cur-oral-warfarin]
later_evidence: {text: A later review advises against it., kind: since, date: 2020, as_of: 2026, source: A review}
""",
        needs_ledger=True,
    )
)
def superseded_in_vignette(asked: Asked) -> Iterator[Remark]:
    """Find a vignette that rests on a superseded fact."""
    if not asked.question.vignette:
        return
    for i, fact in enumerate(asked.facts):
        if fact.currency == "superseded":
            message = f"{fact.id} is superseded, so no vignette may rest on it. Ask it as recall, with a dated note."
            yield (*asked.steps, "facts", i), message


RULES = (unanchored_stem, hedge_lost, later_evidence_missing, superseded_in_vignette)
