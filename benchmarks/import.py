"""How fast do other people's questions come in?

Each reader is measured against the least that any reader must do, in the same run, best of three, in seconds of the
processor: Moodle XML against lxml's bare parsing plus the YAML dump of libyaml, GIFT against gift-pegjs (where node and
its module are there), an Anki package against bare SQLite. Counts of questions: `import.py QUESTIONS NOTES`.
"""

import io
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import yaml
from lxml import etree
from msgspec import to_builtins

from calcinosis_quiz.imports.bank_files import make_bank_file
from calcinosis_quiz.imports.formats import FORMATS
from calcinosis_quiz.imports.reading import Document, Reading

MODULES = Path(__file__).resolve().parents[1] / "tests" / "clients" / "node_modules"
NODE = """
const {parse} = require(process.argv[1]); const text = require('fs').readFileSync(process.argv[2], 'utf8');
let best = Infinity; for (let i = 0; i < 3; i++) { const t = process.cpuUsage(); parse(text);
const u = process.cpuUsage(t); best = Math.min(best, (u.user + u.system) / 1e6); } console.log(best);
"""


def best_of_three(work: Callable[[], object]) -> float:
    """Return the least processor time of three runs."""
    times = []
    for _ in range(3):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def moodle_xml(count: int) -> bytes:
    """Write three-option questions as Moodle exports them."""
    answers = "".join(
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[<p>Option {letter} of {{0}} &amp; b</p>]]></text>'
        f'<feedback format="html"><text><![CDATA[<p>Why <b>{letter}</b> of {{0}}.</p>]]></text></feedback></answer>'
        for fraction, letter in ((100, "a"), (0, "b"), (0, "c"))
    )
    question = (
        '<question type="multichoice"><name><text>Question on {0}</text></name><questiontext format="html"><text>'
        "<![CDATA[<p>Which of these is number {0}, as far as anyone knows?</p>]]></text></questiontext>"
        '<generalfeedback format="html"><text><![CDATA[<p>See page {0}.</p>]]></text></generalfeedback>'
        f"<single>true</single><shuffleanswers>true</shuffleanswers>{answers}</question>"
    )
    return f"<quiz>{''.join(question.format(i) for i in range(count))}</quiz>".encode()


def gift(count: int) -> str:
    """Write three-option questions in GIFT."""
    record = "::Title {0}::Which is number {0} of these?{{\n=Right {0}#Yes.\n~Wrong {0}#No.\n~Worse {0}\n}}\n\n"
    return "".join(record.format(i) for i in range(count))


def anki_package(count: int) -> tuple[bytes, bytes]:
    """Write a package of the older form with notes of one basic type; return it with its bare database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "collection.anki2"
        with sqlite3.connect(path) as database:
            database.execute("create table col (models text, decks text)")
            database.execute(
                "create table notes (id integer primary key, guid text, mid integer, tags text, flds text)"
            )
            database.execute(
                "create table cards (id integer primary key, nid integer, did integer, ord integer, odid integer)"
            )
            template = (
                '{"name": "Card 1", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}'
            )
            fields = '[{"name": "Front", "ord": 0}, {"name": "Back", "ord": 1}]'
            models = f'{{"1": {{"name": "Basic", "type": 0, "flds": {fields}, "tmpls": [{template}]}}}}'
            database.execute("insert into col values (?, ?)", (models, '{"1": {"name": "Deck"}}'))
            notes = ((i, f"g{i}", 1, " a b ", f"What is <b>number {i}</b>?\x1fThe answer {i}") for i in range(count))
            database.executemany("insert into notes values (?, ?, ?, ?, ?)", notes)
            database.executemany("insert into cards values (?, ?, 1, 0, 0)", ((i, i) for i in range(count)))
        database.close()
        content = path.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", content)
    return buffer.getvalue(), content


def read(form: str, content: bytes) -> Reading:
    """Read a file with its reader."""
    return FORMATS[form].load_reader()(Document("a-file", content))


def read_bare(content: bytes) -> int:
    """Read all notes and cards with nothing but SQLite."""
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    rows = database.execute("select id, guid, mid, tags, flds from notes").fetchall()
    return len(rows) + len(database.execute("select nid, ord, did from cards").fetchall())


def time_node(text: str) -> float | None:
    """Time gift-pegjs on a file, where it is there."""
    module, node = MODULES / "gift-pegjs", shutil.which("node")
    if node is None or not module.exists():
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".gift", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        result = subprocess.run([node, "-e", NODE, str(module), file.name], capture_output=True, text=True, check=False)
    return float(result.stdout) if result.returncode == 0 else None


def main() -> None:
    """Print a table of ratios."""
    counts = [int(each) for each in sys.argv[1:]]
    questions, notes = (*counts, 10_000, 50_000)[:2] if len(counts) < 2 else counts[:2]
    print("| what | seconds | rival or limit | its seconds | ratio | allowed |\n|---|---|---|---|---|---|")

    measure_moodle(questions)
    measure_gift(questions)
    measure_anki(notes)


def measure_moodle(questions: int) -> None:
    """Measure Moodle XML to the text of a bank."""
    content = moodle_xml(questions)
    bank = make_bank_file(read("moodle-xml", content).drafts, "bench", "Bench", "bench")
    plain = [to_builtins(item) for item in bank.items]
    del bank
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    limit = best_of_three(lambda: etree.fromstring(content))
    limit += best_of_three(lambda: yaml.dump(plain, Dumper=dumper, allow_unicode=True, sort_keys=False))
    plain.clear()
    ours = best_of_three(lambda: make_bank_file(read("moodle-xml", content).drafts, "bench", "Bench", "bench"))
    row(f"Moodle XML, {questions:,} questions to a bank's text", ours, "lxml + libyaml dump", limit, "2")


def measure_gift(questions: int) -> None:
    """Measure GIFT to items."""
    text = gift(questions)
    ours = best_of_three(lambda: read("gift", text.encode()))
    row(f"GIFT, {questions:,} records to items", ours, "gift-pegjs", time_node(text), "1")


def measure_anki(notes: int) -> None:
    """Measure an Anki package to items."""
    package, database = anki_package(notes)
    ours = best_of_three(lambda: read("anki", package))
    bare = best_of_three(lambda: read_bare(database))
    row(f"Anki, {notes:,} notes to items, YAML apart", ours, "bare SQLite", bare, "10")


def row(what: str, ours: float, rival: str, theirs: float | None, allowed: str) -> None:
    """Print one line of the table."""
    shown = f"{theirs:.2f} | {ours / theirs:.1f}" if theirs else "not there | "
    print(f"| {what} | {ours:.2f} | {rival} | {shown} | {allowed} |")


if __name__ == "__main__":
    main()
