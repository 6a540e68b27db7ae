"""The digest of what is asked, under another key."""

from collections.abc import Callable

import pytest

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.item_analysis.item_uses import digest_content, digest_rekeyed


@pytest.mark.parametrize(
    ("item", "key", "corrected"),
    [
        ("type: true-false, stem: s, answer: ANSWER", "T", ("false", "true")),
        ("type: numeric, stem: s, value: ANSWER", "12", ("11", "12")),
        ("type: single-best-answer, stem: s, options: [{text: x, correct: ANSWER}, {text: y, correct: ELSE}]", "A",
         ("false", "true")),
        ("type: multiple-response, stem: s, options: [{text: x, correct: true}, {text: y, correct: ANSWER},"
         " {text: z}, {text: u}]", "A B", ("false", "true")),
    ],
)  # fmt: skip
def test_answers_marked_by_a_key_go_on_in_the_series_of_the_corrected_bank(
    make_library: Callable[[str], Library], item: str, key: str, corrected: tuple[str, str]
) -> None:
    wrong, right = (
        make_library(
            "- {id: q, " + item.replace("ANSWER", answer).replace("ELSE", str(answer == "false").lower()) + "}"
        ).questions["q"]
        for answer in corrected
    )
    assert digest_rekeyed(wrong, key) == digest_content(right) != digest_content(wrong)
    assert digest_rekeyed(wrong, f"{key} | {key}") not in {digest_content(right), digest_content(wrong)}
