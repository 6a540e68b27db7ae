"""The papers of a form: what `teach` has put together, as documents that `export` draws."""

from collections.abc import Iterator
from typing import Final

from calcinosis_quiz.bank.facts import STRENGTH_LABELS, Fact, Strength
from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.export.paper import compose
from calcinosis_quiz.export.paper.document import (
    AnyBlock,
    Bullets,
    Document,
    Fields,
    FoldLine,
    Heading,
    KeyEntry,
    Label,
    PageBreak,
    Paragraph,
    Table,
    WritingLines,
)
from calcinosis_quiz.export.paper.questions import ask, ask_one
from calcinosis_quiz.forms import hedge_hunt
from calcinosis_quiz.forms.form import Form
from calcinosis_quiz.forms.hedge_hunt import Hunt
from calcinosis_quiz.forms.recipes import Recipe, Step
from calcinosis_quiz.quiz.presentation import Presented

TRIES: Final = ("1st", "2nd", "3rd", "4th")
_NOTES: Final = 3
"""Lines to write on between two folds."""

_BINS: Final[dict[Strength, str]] = {
    "established": "stated as so, without reservation",
    "reported-association": "an association: two things go together, and nothing is said of a cause",
    "speaker-experience": "what one speaker has seen or thinks",
    "hypothesis": "a hypothesis: believed or suspected",
    "future-possibility": "a possibility for the future: it may help one day",
    "provenance": "no claim about patients: it says where the report comes from",
}


def compose_form(form: Form, recipe: Recipe, library: Library) -> dict[str, Document]:
    """Return the papers of a form by the name of their files. Raises QuizError when a picture cannot be read."""
    label = Label(form.title, form.id, form.fingerprint)
    papers: dict[str, Document] = {}
    for sheet in recipe.sheets:
        match sheet:
            case "exam":
                papers["exam"] = _exam(label, form, recipe, library)
            case "answer sheet":
                papers["answer-sheet"] = compose.answer_sheet(label, form.paper, library)
            case "team sheet":
                readiness = form.paper[: form.parts[0].count]
                papers["team-sheet"] = compose.answer_sheet(label, readiness, library, TRIES)
            case "key":
                papers["key"] = compose.key(label, form.paper, library)
            case "guide":
                papers["guide"] = compose.facilitator_guide(label, form.paper, library, tuple(_lead(form, recipe)))
    return papers


def _exam(label: Label, form: Form, recipe: Recipe, library: Library) -> Document:
    if len(form.parts) == 1:
        part = form.parts[0]
        about = f"{part.count} question{'' if part.count == 1 else 's'}, {part.minutes} minutes."
        return compose.exam(label, form.paper, library, (about, *recipe.instructions))
    blocks: list[AnyBlock] = [Fields(("Code", "Date")), Bullets(recipe.instructions)]
    for part, first, paper in form.numbered_parts():
        if first > 1:
            blocks.append(PageBreak())  # so that a part can be handed out by itself
        blocks.append(Heading(f"{part.title} ({part.minutes} minutes)"))
        if any(presented.question.type != "open" for presented in paper):  # it says itself how it is answered
            blocks.append(Paragraph(" ".join(compose.how_to_answer(paper)), "small"))
        if part.stepwise:
            blocks += _disclose(library, paper, first)
        else:
            blocks += ask(library, paper, first)
    return compose.frame(label, "Exam" if recipe.name == "exam" else recipe.title, blocks, library, form.paper)


def _disclose(library: Library, paper: tuple[Presented, ...], first: int) -> Iterator[AnyBlock]:
    """Yield each case a page of its own: the patient, a fold, the options, a fold, room for what was learnt."""
    for number, presented in enumerate(paper, first):
        if number > first:
            yield PageBreak()
        yield Heading(f"Case {number - first + 1}", 2)
        yield ask_one(library, number, presented, "stem")
        yield Paragraph("What matters most here? One sentence.", "small")
        yield WritingLines(_NOTES)
        yield FoldLine("Fold back here. Open it when you are told to.")
        yield ask_one(library, number, presented, "options")
        yield Paragraph("Your letter, and why. Which other letter tempted you?", "small")
        yield WritingLines(_NOTES)
        yield FoldLine("Fold back here. Open it after the discussion.")
        yield Paragraph("What you will remember of this case:", "small")
        yield WritingLines(_NOTES)


def _lead(form: Form, recipe: Recipe) -> Iterator[AnyBlock]:
    """Yield what whoever leads the hour reads first: its steps, and what to do with the answers."""
    if recipe.steps:
        yield Heading("Step by step")
        rows = tuple((_tell_minutes(step, form), step.what) for step in recipe.steps)
        yield Table(("Minutes", "What"), rows, (1, 8))
    yield Heading("Afterwards")
    yield Bullets(
        (
            f"Check that every answer sheet bears form {form.id} and the code {form.fingerprint}.",
            f"Type the answers into form-{form.id}-answers.csv: one row a sheet, letters as on the paper; "
            "leave empty what was left empty.",
            f"Run: calcinosis-quiz item-analysis form-{form.id}-answers.csv --key form-{form.id}-key.csv",
            "If a key was wrong, correct it in the key file and run this again: all sheets are marked anew.",
        ),
        "number",
    )
    yield Heading("Question by question")


def _tell_minutes(step: Step, form: Form) -> str:
    minutes = step.minutes if step.part is None else round(form.parts[step.part].minutes * step.times)
    return str(minutes) if minutes else ""


def compose_hunt(hunt: Hunt, library: Library) -> dict[str, Document]:
    """Return the papers of a hedge hunt by the name of their files: the claims, and the key with a tally."""
    label = Label(hunt.title, hunt.id, hunt.fingerprint)
    letters = dict(zip(hedge_hunt.BINS, "ABCDEF", strict=True))
    bins = tuple(f"{letter}: {_BINS[strength]}" for strength, letter in letters.items())
    claims = tuple((str(i), fact.statement, "") for i, fact in enumerate(hunt.claims, 1))
    sheet: list[AnyBlock] = [
        Fields(("Code", "Date")),
        Bullets(hedge_hunt.INSTRUCTIONS),
        Heading("Six strengths", 2),
        Bullets(bins),
        Heading("Claims", 2),
        Table(("No.", "Claim", "Letter"), claims, (1, 12, 2)),
    ]
    tally = tuple((str(i), *[""] * len(letters), letters[fact.strength]) for i, fact in enumerate(hunt.claims, 1))
    key: list[AnyBlock] = [
        Heading("Step by step"),
        Table(("Minutes", "What"), tuple((str(minutes), what) for minutes, what in hedge_hunt.STEPS), (1, 8)),
        Heading("Six strengths", 2),
        Bullets(bins),
        Heading("Tally: hands for each letter", 2),
        Table(("No.", *letters.values(), "Key"), tally),
        PageBreak(),
        Heading("Where the source says it"),
        *(
            KeyEntry(
                number=i,
                item=fact.id,
                answer=f"{letters[fact.strength]} ({STRENGTH_LABELS[fact.strength]})",
                stem=(fact.statement,),
                explanation=_remark_on(fact),
                note_heading="Since then",
                note="Later evidence has put this in doubt. Check before use."
                if fact.currency in {"caution", "superseded"}
                else "",
                details=tuple(f"source {place}" for place in fact.where),
            )
            for i, fact in enumerate(hunt.claims, 1)
        ),
    ]
    return {
        "claims": compose.frame(label, "Hedge hunt", sheet, library),
        "key": compose.frame(label, "Key", key, library),
    }


def _remark_on(fact: Fact) -> str:
    words = f"Words to look for: {', '.join(fact.hedges)}." if fact.hedges else ""
    return f"{words} {fact.note or ''}".strip()
