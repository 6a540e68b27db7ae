"""Keep what a blind reader answered, with role, prompt and date, in benchmarks/blind/readings.

    python -m benchmarks.blind.record BATCH.key.json ANSWERS.txt --role wording --reader R1 [--date D] [PATH ...]

ANSWERS has a line for each question, `7: B`; other lines are passed over. The prompt is that of
benchmarks/blind/prompts/ROLE.txt and is copied into the reading. A line that cannot be read is refused with its number;
a question without a line is kept as not answered, and counts as wrong.
"""

import argparse
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.blind.closed_items import HERE, READINGS, digest, open_banks, to_texts

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.quiz.presentation import Presented
from calcinosis_quiz.quiz.typed_answers import Unreadable, read_answer

_LINE = re.compile(r"\W*(?:Question\s+|Q)?(\d{1,3})\s*[:.)]\W*(.*\S)", re.IGNORECASE)


def read_answers(library: Library, key: list[dict[str, Any]], text: str) -> list[dict[str, object]]:
    """Turn lines of letters into texts chosen; raises ValueError for a line that is no answer to its question."""
    typed = {int(found[1]): found[2] for found in map(_LINE.match, text.splitlines()) if found}
    if strange := sorted(set(typed) - set(range(1, len(key) + 1))):
        raise ValueError(f"there are {len(key)} questions, and none of the numbers {strange}")
    answers: list[dict[str, object]] = []
    for number, entry in enumerate(key, 1):
        question = library.questions.get(entry["item"])
        if question is None or digest(question) != entry["digest"]:
            continue  # it has changed since the batch was written, so the answer is about something else
        chosen: list[str] = []
        if number in typed:
            answer = read_answer(Presented(question, tuple(entry["order"])), typed[number])
            if isinstance(answer, Unreadable):
                raise ValueError(f"question {number}: {typed[number]!r}. {answer.message}")
            chosen = to_texts(question, answer)
        answers.append({"item": question.id, "digest": entry["digest"], "answer": chosen})
    return answers


def main() -> None:
    """Write one reading."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("key", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("banks", nargs="*")
    parser.add_argument("--role", required=True, choices=sorted(path.stem for path in (HERE / "prompts").glob("*.txt")))
    parser.add_argument("--reader", required=True, help="a name for the reader; the same for all batches of one")
    parser.add_argument("--date", default=f"{datetime.now(UTC):%Y-%m-%d}")
    args = parser.parse_args()
    key = json.loads(args.key.read_text(encoding="utf-8"))
    try:
        answers = read_answers(open_banks(args.banks), key, args.answers.read_text(encoding="utf-8"))
    except ValueError as error:
        sys.exit(f"{args.answers}: {error}")
    reading = {
        "role": args.role,
        "reader": args.reader,
        "date": args.date,
        "prompt": (HERE / "prompts" / f"{args.role}.txt").read_text(encoding="utf-8"),
        "answers": answers,
    }
    batch = args.key.name.partition(".")[0]
    place = READINGS / f"{args.date}-{args.role}-{args.reader}-{batch}.json"
    if place.exists():
        sys.exit(f"{place} is there already: another reader needs another name, another reading another date.")
    READINGS.mkdir(exist_ok=True)
    place.write_text(json.dumps(reading, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    empty = sum(not answer["answer"] for answer in answers)
    print(f"{place}: {len(answers)} of {len(key)} kept, {empty} not answered")


if __name__ == "__main__":
    main()
