"""Write closed questions in batches for blind readers: stems and options alone, shuffled, without ids and reasons.

    python -m benchmarks.blind.make_batches FOLDER [--seed N] [--size 20] [--unread ROLE [--readers 3]] [PATH ...]

Questions of a batch share as few facts as can be, so that one does not answer another. FOLDER gets a text for each
batch, `batch-01.txt`, and beside it `batch-01.key.json`, which no reader may see: it says which question a number
stands for and in which order its options were shown. The same seed gives the same batches.
With --unread, only what fewer than three readers of that role have answered as it stands now.
"""

import argparse
import json
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from random import Random

from benchmarks.blind.closed_items import closed_questions, digest, open_banks, shuffle_parts, write_question
from benchmarks.blind.count import count_readers, read_readings

from calcinosis_quiz.bank.questions import Question

HEAD = """\
Answer every question from what stands here alone; look nothing up. Guess where you must.
Write one line for each question: its number, a colon, and the answer as the brackets ask. Nothing else.
"""


def deal(questions: Sequence[Question], size: int, rng: Random) -> list[list[Question]]:
    """Deal questions into batches of one size or one less, each where it shares the fewest facts."""
    shuffled = list(questions)
    rng.shuffle(shuffled)
    # Those with many facts first, while there is still a choice of batches.
    shuffled.sort(key=lambda question: -len(question.facts))
    batches: list[list[Question]] = [[] for _ in range(ceil(len(shuffled) / size))]
    most = ceil(len(shuffled) / len(batches)) if batches else 0
    for question in shuffled:
        open_ones = [batch for batch in batches if len(batch) < most]
        min(open_ones, key=lambda batch: (_shared(question, batch), len(batch))).append(question)
    for batch in batches:
        rng.shuffle(batch)
    return batches


def _shared(question: Question, batch: Sequence[Question]) -> int:
    return sum(len({*question.facts} & {*other.facts}) for other in batch)


def write_batch(batch: Sequence[Question], rng: Random) -> tuple[str, list[dict[str, object]]]:
    """Write a batch as text, and its key: for each number the id, the digest, and the numbers of options as shown."""
    texts: list[str] = [HEAD]
    key: list[dict[str, object]] = []
    for number, question in enumerate(batch, 1):
        presented = shuffle_parts(question, rng)
        texts.append("\n".join(write_question(presented, number)) + "\n")
        key.append({"item": question.id, "digest": digest(question), "order": presented.order})
    return "\n".join(texts), key


def main() -> None:
    """Write the batches."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("banks", nargs="*")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=int, default=20)
    parser.add_argument("--unread", metavar="ROLE")
    parser.add_argument("--readers", type=int, default=3)
    args = parser.parse_args()
    library = open_banks(args.banks)
    questions = closed_questions(library)
    if args.unread:
        readers = count_readers(list(read_readings(library)), args.unread)
        questions = [question for question in questions if readers[question.id] < args.readers]
    rng = Random(args.seed)  # noqa: S311 - shuffles batches, guards nothing
    args.folder.mkdir(parents=True, exist_ok=True)
    for i, batch in enumerate(deal(questions, args.size, rng), 1):
        text, key = write_batch(batch, rng)
        (args.folder / f"batch-{i:02}.txt").write_text(text, encoding="utf-8")
        (args.folder / f"batch-{i:02}.key.json").write_text(json.dumps(key, indent=1) + "\n", encoding="utf-8")
        shared = sum(_shared(question, batch) - len(question.facts) for question in batch) // 2
        print(f"batch-{i:02}: {len(batch)} questions, {shared} shared facts")


if __name__ == "__main__":
    main()
