"""All that one run of `form` makes: papers still to be drawn, finished files, and what to tell about them."""

from pathlib import Path
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.cli.forms.papers import compose_form, compose_hunt
from calcinosis_quiz.errors import QuizError
from calcinosis_quiz.export.paper.document import Document
from calcinosis_quiz.forms import hedge_hunt
from calcinosis_quiz.forms.blueprint import read_blueprint
from calcinosis_quiz.forms.build import build_forms
from calcinosis_quiz.forms.files import write_answer_table, write_form, write_key_file
from calcinosis_quiz.forms.recipes import RECIPES, with_types_chosen
from calcinosis_quiz.input_files import read_input
from calcinosis_quiz.quiz.selection import Filters, select

HEDGE_HUNT: Final = "hedge-hunt"
RECIPE_NAMES: Final = (*RECIPES, HEDGE_HUNT)


class Order(Struct, frozen=True):
    """What a teacher asked for; None stands for what the recipe holds."""

    recipe: str
    filters: Filters
    seed: int
    items: int | None = None
    forms: int | None = None
    blueprint: Path | None = None


class Bundle(Struct, frozen=True):
    """Papers and files by their names, the names of papers without an ending."""

    papers: dict[str, Document] = {}
    files: dict[str, bytes] = {}
    told: list[str] = []


def make_bundle(library: Library, order: Order) -> Bundle:
    """Build all forms of an order; raises QuizError for what cannot be built."""
    return _make_hunts(library, order) if order.recipe == HEDGE_HUNT else _make_forms(library, order)


def _make_forms(library: Library, order: Order) -> Bundle:
    recipe = with_types_chosen(next(each for each in RECIPES.values() if each.name == order.recipe), order.filters)
    file = order.blueprint
    built = build_forms(
        library,
        select(library, order.filters),
        recipe,
        forms=order.forms or recipe.forms,
        seed=order.seed,
        items=order.items,
        blueprint=read_blueprint(str(file), read_input(file), library) if file is not None else None,
    )
    bundle = Bundle()
    for form in built.forms:
        start = f"form-{form.id}"
        for name, document in compose_form(form, recipe, library).items():
            bundle.papers[f"{start}-{name}"] = document
        bundle.files[f"{start}.json"] = write_form(library, form)
        bundle.files[f"{start}-key.csv"] = write_key_file(form)
        bundle.files[f"{start}-answers.csv"] = write_answer_table(form)
        minutes = sum(part.minutes for part in form.parts)
        bundle.told.append(f"form {form.id}  {form.fingerprint}  {len(form.paper)} questions, {minutes} minutes")
    if len(built.forms) > 1:
        bundle.told.append(
            f"Each question has a match on the other forms: in topic always, in type {built.of_one_type} of "
            f"{built.places} times, in level and difficulty {built.exact} times."
        )
    return bundle


def _make_hunts(library: Library, order: Order) -> Bundle:
    topics, facts = order.filters.topic, order.filters.fact
    if order.blueprint is not None or order.filters != Filters(topic=topics, fact=facts):
        raise QuizError("A hedge hunt draws claims, not questions: only --topic and --fact choose among them.")
    bundle = Bundle()
    hunts = hedge_hunt.build_hunts(
        library,
        topics=topics,
        facts=facts,
        claims=order.items or hedge_hunt.CLAIMS,
        forms=order.forms or 1,
        seed=order.seed,
    )
    for hunt in hunts:
        for name, document in compose_hunt(hunt, library).items():
            bundle.papers[f"hunt-{hunt.id}-{name}"] = document
        bundle.files[f"hunt-{hunt.id}.json"] = hedge_hunt.write_hunt(hunt)
        about = f"{len(hunt.claims)} claims, {hedge_hunt.MINUTES} minutes"
        bundle.told.append(f"hunt {hunt.id}  {hunt.fingerprint}  {about}")
    return bundle
