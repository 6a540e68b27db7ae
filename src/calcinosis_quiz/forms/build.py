"""A recipe and a pool of questions to forms, or to a message that says which cell is short and by how many."""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from string import ascii_uppercase
from typing import Final

from msgspec import Struct, structs

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.forms.arranging import arrange
from calcinosis_quiz.forms.assembly import Assembly, Barred, Shortage, assemble
from calcinosis_quiz.forms.blueprint import Blueprint, Cell, in_proportion
from calcinosis_quiz.forms.cueing import CueKind, find_cues
from calcinosis_quiz.forms.form import Form, Part, fingerprint_form
from calcinosis_quiz.forms.recipes import Recipe, Section
from calcinosis_quiz.quiz.selection import VALUES, Filters

MOST_FORMS: Final = len(ascii_uppercase)


_ADVICE: Final = "Ask for fewer with --items or --forms, leave a filter out, or write more questions."
_RULES: Final[dict[CueKind, tuple[str, str]]] = {
    "set apart": ("set apart by their authors", "drop a `not_with`"),
    "shows the answer": ("a right answer stands in the other question", "reword one of the two"),
    "shows the figure": ("the figure asked for stands in the other question", "leave the figure out of the other"),
    "same knowledge": ("the same facts asked twice", "write questions on other facts"),
    "same answer": ("the same answer to much the same question", "ask for something else in one of the two"),
    "holds the answer": ("the words of the answer stand in one text of the other", "reword one of the two"),
}
"""What keeps two questions from one form, in words, and what would loosen it."""


class Parallel(Struct, frozen=True):
    """Forms of one draw.

    `places`: sets of questions that stand for each other, one on each form. `of_one_type`: how many of these sets hold
    one type only, `exact`: how many are alike in topic, level and difficulty.
    """

    forms: tuple[Form, ...]
    exact: int
    of_one_type: int
    places: int


def build_forms(
    library: Library,
    questions: Sequence[Question],
    recipe: Recipe,
    *,
    forms: int,
    seed: int,
    items: int | None = None,
    blueprint: Blueprint | None = None,
) -> Parallel:
    """Build parallel forms from the questions given, which the banks of `library` hold.

    `items` is the size of the recipe's main section; `blueprint` says what that section holds, cell by cell. The same
    questions, sizes and seed give the same forms. Raises QuizError when a cell cannot be filled, and for sizes that
    contradict each other.
    """
    if not 1 <= forms <= MOST_FORMS:
        raise QuizError(f"Expected 1 to {MOST_FORMS} forms, one for each letter, got {forms}.")
    if blueprint is not None and items not in {None, blueprint.items}:
        raise QuizError(f"The blueprint lists {blueprint.items} questions a form, and --items says {items}. Drop one.")
    plan = _plan(questions, recipe, forms, items, blueprint)
    rng = Random(seed)  # noqa: S311 - a draw that anybody can repeat
    admitted = [question for question in questions if any(cell.admits(question) for cell in plan.cells)]
    cues = find_cues(admitted, among=tuple(library.questions.values()))  # so that filters leave every pair a pair
    assembly = assemble(admitted, plan.cells, cues, forms, rng)
    if len(assembly.sets) < sum(section.items for section in plan.sections):
        raise QuizError("\n".join([*_explain(plan, assembly, questions), _ADVICE]))
    made = []
    for which, letter in enumerate(ascii_uppercase[:forms]):
        paper = tuple(
            presented
            for part in range(len(plan.sections))
            for presented in arrange(
                [each.questions[which] for each in assembly.sets if plan.cells[each.cell].part == part], rng
            )
        )
        form = Form(
            id=letter,
            title=(blueprint.title if blueprint else "") or library.describe()[0],
            recipe=recipe.name,
            seed=seed,
            fingerprint=fingerprint_form(library, paper),
            parts=tuple(
                Part(each.title, each.items, max(1, round(each.items * each.seconds / 60)), each.stepwise)
                for each in plan.sections
            ),
            paper=paper,
        )
        made.append(form)
    return Parallel(
        tuple(made),
        exact=sum(each.is_exact for each in assembly.sets),
        of_one_type=sum(each.is_of_one_type for each in assembly.sets),
        places=len(assembly.sets),
    )


class _Plan(Struct, frozen=True):
    sections: tuple[Section, ...]
    cells: tuple[Cell, ...]
    forms: int

    def cells_of(self, part: int) -> list[Cell]:
        return [cell for cell in self.cells if cell.part == part]


def _plan(
    questions: Sequence[Question], recipe: Recipe, forms: int, items: int | None, blueprint: Blueprint | None
) -> _Plan:
    sections, cells = list(recipe.sections), []
    size = blueprint.items if blueprint is not None else items
    if size is not None:
        sections[recipe.main] = structs.replace(sections[recipe.main], items=size)
    for part, section in enumerate(sections):
        wanted = Cell(count=section.items, filters=section.filters, vignette=section.vignette, part=part)
        if blueprint is not None and part == recipe.main:
            cells += [_narrow(cell, wanted, recipe) for cell in blueprint.cells]
        else:
            pool = [question for question in questions if wanted.admits(question)]
            cells += in_proportion(pool, section.items, forms, wanted) if pool else [wanted]
    return _Plan(tuple(sections), tuple(cells), forms)


def _narrow(cell: Cell, section: Cell, recipe: Recipe) -> Cell:
    """Hold a cell of a blueprint to what the section takes."""
    values = {}
    for name in VALUES:
        own, takes = getattr(cell.filters, name), getattr(section.filters, name)
        values[name] = tuple(each for each in own if not takes or each in takes) if own else takes
        if own and not values[name]:
            wanted = " or ".join(takes)
            raise QuizError(f"{cell.place}: the recipe {recipe.name} takes the {name} {wanted}, not {', '.join(own)}.")
    vignette = cell.vignette if cell.vignette is not None else section.vignette
    return structs.replace(cell, filters=Filters(**values), vignette=vignette, part=section.part, name=str(cell))


def _explain(plan: _Plan, assembly: Assembly, questions: Sequence[Question]) -> Iterator[str]:
    papers = f"{plan.forms} forms" if plan.forms > 1 else "one form"
    for part, section in enumerate(plan.sections):
        cells = plan.cells_of(part)
        placed = sum(plan.cells[each.cell].part == part for each in assembly.sets)
        missing, needed = (section.items - placed) * plan.forms, section.items * plan.forms
        if not missing:
            continue
        pool = [question for question in questions if any(cell.admits(question) for cell in cells)]
        head = f"{section.title}: {papers} of {section.items} need {needed} questions"
        short = [each for each in assembly.short if each.cell.part == part]
        if len(pool) < needed:
            yield f"{head}, and there are {len(pool)}: {needed - len(pool)} short."
            # How the topics share what is there says nothing more.
            short = [each for each in short if not each.cell.makes_way]
        else:
            yield f"{head}. Of {len(pool)}, {needed - missing} could be placed: {missing} short."
            if not short:
                yield f"  Forms are matched by topic. {_list_room(cells, plan.forms)}"
        yield from (f"  {_explain_cell(each, plan.forms)}" for each in short)
        yield from _explain_rules([barred for each in short for barred in each.barred])


def _explain_rules(found: Sequence[Barred]) -> Iterator[str]:
    """Tell which rules keep questions off, the one that keeps most first, with one example and what loosens it."""
    counts = Counter[CueKind]()
    for barred in found:
        counts[barred.kind] += barred.count
    for kind, count in counts.most_common():
        rule, remedy = _RULES[kind]
        example = next(each for each in found if each.kind == kind)
        those = "1 question" if count == 1 else f"{count} questions"
        yield f"  {those} kept off: {rule}, as in {example.question} beside {example.other}. To loosen: {remedy}."


def _list_room(cells: Sequence[Cell], forms: int) -> str:
    rooms = [f"{' or '.join(cell.filters.topic)} {cell.count}" for cell in cells if cell.count]
    if not rooms:
        return f"No topic has {forms} questions, one for each form."
    return f"On {forms} forms each topic has room for: {', '.join(rooms)}."


def _explain_cell(short: Shortage, forms: int) -> str:
    cell, needed = short.cell, short.cell.count * forms
    place = f"{cell.place}: " if cell.place else ""
    name = " or ".join(cell.filters.topic) if cell.makes_way else str(cell)
    head = f"{place}{name}: {cell.count} on each form need {needed} questions, there are {short.there}"
    if short.there < needed:
        return f"{head}: {needed - short.there} short."
    return f"{head}: {short.lacking * forms} short, since the others give one on the form away, or are used elsewhere."
