"""A learner's log, carried into the real Anki by a first import."""

from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from click.testing import CliRunner

from calcinosis_quiz.cli import main


def run(*arguments: str, typed: str = "") -> None:
    result = CliRunner().invoke(main, arguments, input=typed)
    assert result.exit_code == 0, result.output


def test_answers_given_here_are_reviews_with_a_due_day_there(tmp_path: Path) -> None:
    run("quiz", "--item", "epi-regrowth-above-adult-ceiling", "--plain", typed="t\n")
    run("quiz", "--item", "surg-recurrence-scope", "--plain", typed="t\n")
    run("suspend", "surg-recurrence-scope")
    package = tmp_path / "mine.apkg"
    run("export", "anki", "--topic", "epidemiology", "--topic", "surgery", "--with-progress", "-o", str(package))
    collection = Collection(str(tmp_path / "collection.anki2"))
    try:
        options = ImportAnkiPackageOptions(with_scheduling=True)
        collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
        right = collection.get_card(collection.find_cards("ID:epi-regrowth-above-adult-ceiling")[0])
        wrong = collection.get_card(collection.find_cards("ID:surg-recurrence-scope")[0])
        unseen = collection.get_card(collection.find_cards("ID:surg-two-worries")[0])
        assert (right.type, right.ivl, right.reps) == (2, 2, 1)
        assert (wrong.type, wrong.queue, wrong.ivl) == (2, -1, 1)
        assert (unseen.type, unseen.reps) == (0, 0)
        assert collection.card_stats_data(right.id).revlog[0].button_chosen == 3
        assert collection.fix_integrity()[1]
    finally:
        collection.close()
