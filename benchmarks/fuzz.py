"""Do readers hold against damaged and hostile files, within time and memory?

Seeds (small sound files, and those that once broke a reader) are mutated at random and read. A reader may refuse a
file with a QuizError or a list of problems; anything else is a finding, and so are more seconds or bytes than a file
of its size may take. Files that were found are written to `--keep`, to become seeds in tests/faults/.

    python benchmarks/fuzz.py --seconds 3600
"""

import argparse
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY)]

from calcinosis_quiz.bank.images import check_images  # noqa: E402 - the repository comes first
from calcinosis_quiz.bank.items import Image, TrueFalse  # noqa: E402
from calcinosis_quiz.bank.load import load_library, open_library  # noqa: E402
from calcinosis_quiz.errors import QuizError  # noqa: E402
from calcinosis_quiz.export.anki.lock import read_lock  # noqa: E402
from calcinosis_quiz.export.anki.read_back import read_notes  # noqa: E402
from calcinosis_quiz.forms.files import read_form  # noqa: E402
from calcinosis_quiz.imports.importing import read_documents  # noqa: E402
from calcinosis_quiz.imports.reading import Document  # noqa: E402
from calcinosis_quiz.item_analysis.item_uses import read_uses_file  # noqa: E402
from calcinosis_quiz.item_analysis.responses.csv_text import decode_text  # noqa: E402
from calcinosis_quiz.item_analysis.responses.detect_format import read_responses  # noqa: E402
from calcinosis_quiz.item_analysis.responses.key_files import read_keys  # noqa: E402
from calcinosis_quiz.log.log import AnswerLog  # noqa: E402
from calcinosis_quiz.log.repair import examine_copy  # noqa: E402
from calcinosis_quiz.log.transfer import read_rows  # noqa: E402
from calcinosis_quiz.study.anki_import.collection_file import copied_collection  # noqa: E402
from calcinosis_quiz.study.anki_import.review_log import read_review_log  # noqa: E402

FAULTS: Final = REPOSITORY / "tests" / "faults"
BANK: Final = FAULTS / "b.yaml"
SECONDS: Final = 5.0  # for a case, beside those for each megabyte
SECONDS_A_MEGABYTE: Final = 5.0
MEMORY: Final = 1024**3  # bytes beyond those that the program takes at rest
CASES_AT_ONCE: Final = 100
LIBRARY: Final = open_library([BANK])
GOOD_BANK: Final = (REPOSITORY / "tests" / "cli" / "every_type.yaml").read_bytes()
PNG: Final = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1"
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg"><style>.a { fill: red }</style><path d="M0 0"/></svg>'
LOG_ROW: Final = (
    b'{"row":"answer","uid":"u","session_uid":"s","position":0,"bank":"tt","item":"q1","content_hash":"h",'
    b'"shown_order":[],"parts":[],"answer":{"type":"truth","value":true},"fraction":1.0,"policy":"right-or-wrong",'
    b'"certainty":"sure","milliseconds":5,"answered_at":"2026-01-05T08:00:00Z"}\n'
)
USE: Final = (FAULTS / "lesc.jsonl").read_bytes()
IMPORTS: Final = (
    b"::Title:: What is it? {=so ~not so ~%50%half#why}\n\n$CATEGORY: a/b\n\nTrue? {T}\n",
    b"What?\nA. one\nB. two\nANSWER: B\n",
    b'<?xml version="1.0"?><quiz><question type="truefalse"><name><text>n</text></name><questiontext format="html">'
    b'<text>Is it?</text></questiontext><answer fraction="100"><text>true</text></answer></question></quiz>',
    b"Question,Option 1,Option 2,Correct\nWhat?,one,two,1\n",
    b"#separator:tab\nfront\tback\n{{c1::gap}}\t[sound:a.mp3]\n",
)
RESULT: Final = b'{"format": 1, "questions": [{"id": "q1", "fraction": 1}], "form": "A", "learner": "c1"}'


def read_bank(path: Path) -> None:
    """Read a bank."""
    load_library([path])


def read_log(path: Path) -> None:
    """Read an exported log, and put it into a log."""
    rows, _ = read_rows(path.read_bytes().decode(errors="surrogateescape"), "log")
    with AnswerLog(Path(":memory:")) as log:
        log.merge(rows)


def read_key(path: Path) -> None:
    """Read a key file."""
    text = decode_text("key", path.read_bytes())
    if isinstance(text, str):
        read_keys("key", text)


def read_collection(path: Path) -> None:
    """Read what Anki wrote."""
    with copied_collection(path) as copy:
        read_review_log(copy, path, ["tt:q1"], [1763848801001])


def read_picture(path: Path) -> None:
    """Look at a picture, by each of its names."""
    for ending in ("png", "svg"):
        item = TrueFalse(id="q", stem="S", answer=True, image=Image(file=f"case.{ending}", alt="A"))
        path.with_name(f"case.{ending}").write_bytes(path.read_bytes())
        list(check_images(item, path.parent))


READERS: Final[dict[str, tuple[Callable[[Path], object], tuple[bytes, ...]]]] = {
    "bank.yaml": (read_bank, (GOOD_BANK, BANK.read_bytes())),
    "responses.csv": (
        lambda path: read_responses("answers", path.read_bytes(), LIBRARY),
        (b"learner,q1,q2\nr1,T,F\n", RESULT, *(each.read_bytes() for each in sorted((FAULTS / "csv").iterdir()))),
    ),
    "key.csv": (read_key, (b"item,key,max\nq1,A,1\n", b"item,q1,q2\nkey,A,B\n")),
    "log.jsonl": (read_log, (LOG_ROW, *(each.read_bytes() for each in sorted(FAULTS.glob("m_*.jsonl"))))),
    "uses.jsonl": (lambda path: read_uses_file("uses", path.read_bytes()), (USE,)),
    "lock.json": (
        lambda path: read_lock(path.read_bytes(), "lock"),
        ((FAULTS / "lockscript" / "tt.anki-lock.json").read_bytes(),),
    ),
    "form.json": (lambda path: read_form("form", path.read_bytes(), LIBRARY), (b'{"format": 1, "items": []}', RESULT)),
    "package.apkg": (
        lambda path: read_notes(path.read_bytes()),
        tuple(each.read_bytes() for each in sorted(FAULTS.glob("*.apkg"))),
    ),
    "collection.anki2": (read_collection, tuple(each.read_bytes() for each in sorted(FAULTS.glob("*.anki2")))),
    "history.db": (examine_copy, tuple(each.read_bytes() for each in sorted(FAULTS.glob("*.db")))),
    "import.txt": (
        lambda path: read_documents([Document(path.name, path.read_bytes())]),
        IMPORTS,
    ),
    "picture": (read_picture, (PNG, SVG, b"\xff\xd8\xff\xe0\0\4xx\xff\xc2\0\x11\x08\0\1\0\1\3", b"GIF89a\1\0\1\0")),
}
PIECES: Final = (
    *(b"\0", b"\x1b[2J", b"\xff\xfe", b"\xed\xa0\x80", b"nan", b"1e999", b"-1", b"9" * 5000, b"2" * 19, b"null", b'"'),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b";",
        b"\t",
        b"\n",
        b"\r",
        b" ",
        b"<",
        b"&",
        b"#",
        b":",
        b"- ",
        b"? ",
        b"!!python/x ",
    ),
    *(b"*a ", b"&a ", b"<!DOCTYPE a>", b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59Z", b"\xe2\x80\xae"),
)


def mutate(content: bytes, rng: random.Random) -> bytes:
    """Change a file in one to eight places; now and then one change is very long."""
    data = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        place = rng.randrange(len(data) + 1)
        end = min(len(data), place + rng.choice((1, 1, 4, 16, 100, 1000)))
        match rng.randrange(7):
            case 0:
                data[place:end] = rng.randbytes(end - place)
            case 1:
                del data[place:end]
            case 2:
                data[place:place] = data[place:end] * rng.choice((1, 2, 50))
            case 3:
                data[place:end] = rng.choice(PIECES)
            case 4:
                data[place:place] = rng.choice(PIECES)
            case 5:
                piece, longest = rng.choice(PIECES), 200_000 if rng.random() < 0.1 else 1000
                data[place:place] = piece * max(1, longest // len(piece))
            case _:
                data[place:end] = data[: end - place]
    return bytes(data[:2_000_000])


def read_one(name: str, content: bytes, folder: Path) -> str:
    """Read one case; return what came of it: `read`, `refused`, or the finding."""
    reader, _ = READERS[name]
    path = folder / name
    path.write_bytes(content)
    signal.setitimer(signal.ITIMER_REAL, SECONDS + SECONDS_A_MEGABYTE * len(content) / 1e6)
    try:
        reader(path)
    except QuizError:
        return "refused"
    except BaseException as error:
        last = [each for each in traceback.extract_tb(error.__traceback__) if each.filename != __file__][-1]
        return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "read"


def run_batch(name: str, seed: int, keep: Path) -> Counter[str]:
    """Read cases in a process of their own, with bounds on time and memory; return how many came to what."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        found: Counter[str] = Counter()
        signal.signal(signal.SIGALRM, _too_slow)
        at_rest = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (at_rest + MEMORY, at_rest + MEMORY))
        rng = random.Random(f"{name} {seed}")  # noqa: S311 - cases that can be made again
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(CASES_AT_ONCE):
                content = mutate(rng.choice(READERS[name][1]), rng)
                (keep / f"last-{name}").write_bytes(content)  # what is left when the process itself dies
                came_to = read_one(name, content, Path(folder))
                found[came_to] += 1
                if came_to not in {"read", "refused"}:
                    (keep / f"{came_to.replace(' ', '-')}-{name}").write_bytes(content)
        os.write(writing, json.dumps(found).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return Counter(json.loads(said)) if said else Counter({f"the process died ({status})": 1})


def _too_slow(*_: object) -> None:
    raise TimeoutError


def batches(seconds: float, seed: int, keep: Path) -> Iterator[tuple[str, Counter[str]]]:
    """Run each reader in turn until the time is over, each at least once."""
    end, turn = time.monotonic() + seconds, 0
    while turn == 0 or time.monotonic() < end:
        for name in READERS:
            yield name, run_batch(name, seed + turn, keep)
        turn += 1


def main() -> None:
    """Fuzz, print what came of it, and exit with 1 when anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "calcinosis-quiz-fuzz")
    wish = parser.parse_args()
    wish.keep.mkdir(parents=True, exist_ok=True)
    totals: dict[str, Counter[str]] = {name: Counter() for name in READERS}
    for name, found in batches(wish.seconds, wish.seed, wish.keep):
        totals[name] += found
    print("| reader | files | read | refused | found |\n|---|---|---|---|---|")
    findings = 0
    for name, counts in totals.items():
        others = {what: n for what, n in counts.items() if what not in {"read", "refused"}}
        findings += sum(others.values())
        said = ", ".join(f"{n} x {what}" for what, n in others.items()) or "nothing"
        print(f"| {name} | {counts.total()} | {counts['read']} | {counts['refused']} | {said} |")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
