"""Figures of progress in words, the same in the terminal and on the page: nothing is said without its n."""

from collections.abc import Iterable, Sequence
from typing import Final

from calcinosis_quiz.quiz.intervals import Proportion
from calcinosis_quiz.study.calibration import Score
from calcinosis_quiz.study.progress import Group, Retention

TOO_FEW: Final = "too few to tell"


def write_proportion(proportion: Proportion) -> str:
    """Write a proportion with its n; under five answers it says nothing."""
    share = f"{proportion.share:.0%}" if proportion.share is not None else TOO_FEW
    return f"{share} (n={proportion.answers})"


def write_interval(proportion: Proportion) -> str:
    """Write the 95 % interval of a proportion; nothing where there is none."""
    if proportion.low is None or proportion.high is None:
        return ""
    return f"{proportion.low:.0%} to {proportion.high:.0%}"


def write_recall(group: Group) -> str:
    """Write the predicted recall of what was seen of a group; nothing where nothing was."""
    return f"{group.recall:.0%}" if group.recall is not None else ""


def write_score(score: Score) -> str:
    """Write a Brier score with its n."""
    return f"{f'{score.value:.3f}' if score.value is not None else TOO_FEW} (n={score.answers})"


def write_retention(retention: Retention | None) -> str:
    """Write what was recalled against what was predicted."""
    if retention is None:
        return "nothing has come back on a later day yet"
    predicted = f", predicted {retention.predicted:.0%}"
    return f"{write_proportion(retention.recalled)}{predicted}"


def write_duration(milliseconds: float) -> str:
    """Write a time in minutes, with hours where there are any."""
    minutes = round(milliseconds / 60_000)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def worst_first(groups: Iterable[Group]) -> Sequence[Group]:
    """Order what was seen by predicted recall, the least first; what was never seen is left out."""
    return sorted((group for group in groups if group.seen), key=lambda group: (group.recall or 0, group.name))
