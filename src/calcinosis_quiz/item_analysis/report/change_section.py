"""The part of the report on what changed between two rounds."""

from collections import Counter
from html import escape

from calcinosis_quiz.item_analysis.report.charts import (
    draw_pairs,
)
from calcinosis_quiz.item_analysis.report.numbers import write_estimate, write_number, write_p
from calcinosis_quiz.item_analysis.statistics.change import Change
from calcinosis_quiz.plots.page import write_figure, write_figures, write_table


def write_change(change: Change) -> str:
    """Write what changed, for the class and for each item."""
    rounds = f"{change.before_round or 'first'} to {change.after_round or 'last'}"
    orders = [
        (
            escape(f"{each.first_form} then {each.last_form}"),
            str(each.learners),
            write_number(each.before, 2),
            write_number(each.after, 2),
        )
        for each in change.sequences
    ]
    order_table = write_table(("forms", "learners", "before", "after"), orders, "Forms in order", "numbers")
    crossover = (
        "<p>Crossover: means and gains are those of the orders, so that the difficulty of the forms cancels.</p>"
        if change.design == "crossover"
        else ""
    )
    figures = [
        ("learners in both", str(change.learners)),
        ("mean before", write_estimate(change.before)),
        ("mean after", write_estimate(change.after)),
        ("difference", write_estimate(change.difference)),
        ("gain of the class (Hake)", write_estimate(change.class_gain)),
        ("mean of single gains", write_estimate(change.mean_gain)),
    ]
    rows = [
        (
            escape(item.item),
            write_number(item.before, 2),
            write_number(item.after, 2),
            str(item.gained),
            str(item.lost),
            str(item.n),
            write_estimate(item.difference),
            write_p(item.p_value),
        )
        for item in sorted(change.items, key=lambda item: item.difference.value or 0.0)
    ]
    names = ("item", "before", "after", "gained", "lost", "learners", "difference", "McNemar p")
    table = write_table(names, rows, "Change by item", "numbers") if rows else ""
    return (
        f'<section aria-labelledby="change"><h2 id="change">Change, {escape(rounds)}</h2>'
        f'{crossover}<div class="columns">{write_figures(figures)}{_write_pairs(change)}</div>'
        f"{order_table if orders else ''}{table}</section>"
    )


def _write_pairs(change: Change) -> str:
    counts = Counter((round(before * 100, 1), round(after * 100, 1)) for before, after in change.pairs)
    rows = [(f"{before:g}%", f"{after:g}%", str(count)) for (before, after), count in sorted(counts.items())]
    table = write_table(("before", "after", "learners"), rows, "Learners by score before and after")
    caption = "A dot is a learner, a larger one several. Above the dashed line lies a gain."
    return write_figure(draw_pairs(change.pairs), caption, table)
