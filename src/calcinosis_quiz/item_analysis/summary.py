"""Three sentences for a teacher: how the class did, how far marks can be trusted, which questions to look at first."""

from collections.abc import Sequence
from typing import Final

from calcinosis_quiz.item_analysis.statistics.analysis import Analysis, FormAnalysis
from calcinosis_quiz.item_analysis.statistics.change import Change
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate
from calcinosis_quiz.item_analysis.statistics.item_statistics import ItemAnalysis, rank_worst_first
from calcinosis_quiz.item_analysis.statistics.verdicts import LEARNERS_FOR_CORRELATION
from calcinosis_quiz.quiz.intervals import Z

ENOUGH_FOR_PASSING: Final = 0.8
"""The alpha that marks need to pass or fail by; .70 to .79 does for a classroom test (Downing 2004)."""
_NAMED: Final = 3
_FEWEST_FOR_ALPHA: Final = 8
"""With fewer learners alpha is noise that a sentence need not repeat."""


def summarise(analysis: Analysis, change: Change | None) -> tuple[str, str, str]:
    """Write the three sentences."""
    return _say_how_the_class_did(analysis, change), _say_what_marks_are_worth(analysis), _say_where_to_look(analysis)


def _say_how_the_class_did(analysis: Analysis, change: Change | None) -> str:
    test = analysis.test
    who = f"{test.learners} learner{'' if test.learners == 1 else 's'} earned {_percents(test.mean)} of the points"
    if len(test.shares) > 1:
        who += f" on average, the lowest {100 * min(test.shares):.0f} % and the highest {100 * max(test.shares):.0f} %"
    if change is None or change.difference.value is None:
        return f"{who}."
    gained = change.difference.value
    verb = "gained" if gained >= 0 else "lost"
    points = f"{abs(gained) * 100:.0f} percentage points"
    if change.difference.low is not None and change.difference.high is not None:
        points += f" ({change.difference.low * 100:+.0f} to {change.difference.high * 100:+.0f})"
    caution = ", the difference of their two forms included" if change.design == "different forms" else ""
    return f"{who}; the {change.learners} who sat both rounds {verb} {points}{caution}."


def _say_what_marks_are_worth(analysis: Analysis) -> str:
    known = [form for form in analysis.forms if form.reliability.alpha.value is not None]
    if not known:
        return "How far the marks can be trusted cannot be said: too few learners, or too few questions that differ."
    named = [f"alpha {_write(form.reliability.alpha)}{_on_form(form, known)}" for form in known]
    error = _say_error(known)
    fewest = min(form.learners for form in known)
    if fewest < LEARNERS_FOR_CORRELATION:
        verdict = (
            f"With {fewest} learners{' on a form' if len(known) > 1 else ''} it is not known how reliable the marks are"
        )
        shown = f" ({'; '.join(named)})" if fewest >= _FEWEST_FOR_ALPHA else ""
        return f"{verdict}{shown}: use them to teach, not to pass or fail{error}."
    if all((form.reliability.alpha.low or 0) >= ENOUGH_FOR_PASSING for form in known):
        return f"The marks are reliable enough to pass or fail by ({'; '.join(named)}){error}."
    if all((form.reliability.alpha.high or 0) < ENOUGH_FOR_PASSING for form in known):
        return f"The marks are too unreliable to pass or fail anybody by ({'; '.join(named)}){error}."
    return f"Whether the marks are reliable enough to pass or fail by is not certain ({'; '.join(named)}){error}."


def _on_form(form: FormAnalysis, known: Sequence[FormAnalysis]) -> str:
    return f" on form {form.form}" if len(known) > 1 and form.form else ""


def _say_error(known: Sequence[FormAnalysis]) -> str:
    """Return within how many points a mark is good: 1.96 standard errors of measurement, the largest of the forms."""
    errors = [(form.reliability.standard_error.value or 0.0, form.maximum) for form in known]
    error, maximum = max(errors)
    return f"; a single mark is good to about {Z * error:.1f} points of {maximum:g} either way" if error else ""


def _say_where_to_look(analysis: Analysis) -> str:
    ranked = rank_worst_first(analysis.items)
    bad = [item for item in ranked if item.verdict.decision == "look at"]
    if bad:
        named = "; ".join(f"{item.item} ({item.verdict.reason.rstrip('?')})" for item in bad[:_NAMED])
        more = f"; and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
        return f"Look first at {named}{more}."
    waiting = [item for item in ranked if item.verdict.decision == "wait for data"]
    if not waiting:
        return f"No question needs a look: all {len(ranked)} tell learners apart."
    hardest = sorted(
        (item for item in waiting if item.difficulty.value is not None and item.difficulty.value < 1),
        key=lambda item: item.difficulty.value or 0.0,
    )[:_NAMED]
    count = f"{len(waiting)} of {len(ranked)} questions wait for more data"
    if not hardest:
        return f"No question stands out; {count}."
    named = ", ".join(f"{item.item} ({_share(item)} right)" for item in hardest)
    return f"No question can be called bad: {count}. Read first those that fewest got right: {named}."


def _share(item: ItemAnalysis) -> str:
    return f"{100 * (item.difficulty.value or 0):.0f} %"


def _percents(estimate: Estimate) -> str:
    if estimate.value is None:
        return "none"
    if estimate.low is None or estimate.high is None:
        return f"{100 * estimate.value:.0f} %"
    return f"{100 * estimate.value:.0f} % ({100 * estimate.low:.0f} to {100 * estimate.high:.0f} %)"


def _write(estimate: Estimate) -> str:
    texts = [
        f"{each:.2f}".replace("0.", ".") for each in (estimate.value, estimate.low, estimate.high) if each is not None
    ]
    return texts[0] if len(texts) < 3 else f"{texts[0]}, {texts[1]} to {texts[2]}"
