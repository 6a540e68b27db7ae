"""The report: one page that needs nothing else, to read, to print and to send."""

from collections.abc import Sequence
from html import escape
from string import Template
from typing import Final

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import Question, stem_of
from calcinosis_quiz.item_analysis.findings import Findings
from calcinosis_quiz.item_analysis.learner_scores import LearnerScore
from calcinosis_quiz.item_analysis.report.change_section import write_change
from calcinosis_quiz.item_analysis.report.charts import (
    CLASSES,
    draw_curves,
    draw_histogram,
    draw_map,
    draw_pull,
)
from calcinosis_quiz.item_analysis.report.numbers import NONE, write_estimate, write_number
from calcinosis_quiz.item_analysis.statistics.analysis import BINS, Analysis, FormAnalysis
from calcinosis_quiz.item_analysis.statistics.intervals import Estimate
from calcinosis_quiz.item_analysis.statistics.item_response import ResponseModel
from calcinosis_quiz.item_analysis.statistics.item_statistics import ItemAnalysis, rank_worst_first
from calcinosis_quiz.item_analysis.statistics.verdicts import (
    ITEM_REST_BORDER,
    LEARNERS_FOR_CORRELATION,
    TOO_EASY,
    TOO_HARD,
)
from calcinosis_quiz.plots.page import read_template, write_document, write_figure, write_figures, write_table
from calcinosis_quiz.quiz.presentation import present


def write_page(findings: Findings, library: Library, made: str) -> str:
    """Write the report as HTML; `made` is the time to print on it. Every text of a bank or file is escaped."""
    analysis = findings.analysis
    items = rank_worst_first(analysis.items)
    round_named = f", round {analysis.round}" if analysis.round else ""
    title = f"{analysis.test.learners} learners, {analysis.test.items} items{round_named}"
    change = write_change(findings.change) if findings.change else ""
    model = _write_model(findings.model) if findings.model else ""
    body = _template("report.html").substitute(
        title=escape(title),
        made=escape(made),
        summary="".join(f"<p>{escape(sentence)}</p>" for sentence in findings.summary()),
        figures=_write_test_figures(analysis),
        forms=_write_forms(findings.forms),
        notes=_write_notes(findings.notes()),
        map=draw_map(items),
        rule=escape(_RULE),
        histogram=_write_histogram(analysis.test.histogram),
        change=change + model,
        items=write_table(
            ("item", "verdict", "right", "item-rest", "upper-lower", "n"),
            [_write_row(number, item) for number, item in enumerate(items, 1)],
            "Table of items",
            "items",
        ),
        groups=_write_groups(analysis),
        learners=_write_learners(findings.learner_scores),
        pages="\n".join(
            _write_item(number, item, library.questions.get(item.item)) for number, item in enumerate(items, 1)
        ),
        footer=_write_footer(findings, library),
    )
    return write_document(f"Item analysis: {title}", body, read_template(_ROOM, "report.css"))


_ROOM: Final = "item_analysis/report"
_RULE = (
    "The shaded field is where an item serves best. An item is to be looked at when a whole interval lies outside: "
    f"difficulty below {TOO_HARD:.2f} or above {TOO_EASY:.2f}, or, from {LEARNERS_FOR_CORRELATION} learners on, "
    f"item-rest below {ITEM_REST_BORDER:.2f}. It is kept when the whole interval of item-rest lies above that."
)


def _template(name: str) -> Template:
    return Template(read_template(_ROOM, name))


def _write_test_figures(analysis: Analysis) -> str:
    test, reliability = analysis.test, analysis.test.reliability
    figures = [
        ("mean score, 0 to 1", write_estimate(test.mean)),
        ("standard deviation", write_estimate(test.spread)),
    ]
    if len(analysis.forms) == 1:
        figures += [
            ("Cronbach's alpha", write_estimate(reliability.alpha)),
            (f"measurement error, points of {test.maximum:g}", write_estimate(reliability.standard_error)),
        ]
    return write_figures(figures)


def _write_forms(forms: Sequence[FormAnalysis]) -> str:
    if len(forms) < 2:
        return ""
    names = ("round", "form", "learners", "items", "mean score", "alpha", "measurement error")
    rows = [
        (
            escape(form.round) or NONE,
            escape(form.form) or NONE,
            str(form.learners),
            str(form.items),
            write_estimate(form.mean),
            write_estimate(form.reliability.alpha),
            write_estimate(form.reliability.standard_error),
        )
        for form in forms
    ]
    return write_table(names, rows, "Forms and rounds", "numbers")


def _write_histogram(counts: Sequence[int]) -> str:
    steps = [(f"{i * 100 // BINS} to {(i + 1) * 100 // BINS}%", str(count)) for i, count in enumerate(counts)]
    table = write_table(("score", "learners"), steps, "Learners by score")
    return write_figure(draw_histogram(counts), f"Learners by their share of the points, n={sum(counts)}.", table)


def _write_notes(notes: Sequence[str]) -> str:
    return "".join(f'<p class="notes">{escape(note)}</p>' for note in notes)


def _write_row(number: int, item: ItemAnalysis) -> tuple[str, ...]:
    kind = CLASSES[item.verdict.decision]
    return (
        f'<a href="#item-{number}">{escape(item.item)}</a>',
        f'<strong class="{kind}">{item.verdict.decision}</strong>: {escape(item.verdict.reason)}',
        *(write_estimate(each) for each in (item.difficulty, item.item_rest, item.upper_lower)),
        str(item.learners),
    )


def _write_groups(analysis: Analysis) -> str:
    tables = []
    for kind in ("topic", "objective"):
        rows = [
            (
                escape(group.name),
                str(group.items),
                write_estimate(group.mean),
                write_estimate(group.alpha),
                str(group.mean.n),
            )
            for group in analysis.groups
            if group.kind == kind
        ]
        if rows:
            names = (kind, "items", "mean score", "alpha", "learners")
            tables.append(write_table(names, rows, f"Scores by {kind}", "numbers"))
    return "\n".join(tables)


def _write_learners(scores: Sequence[LearnerScore]) -> str:
    if not scores:
        return ""
    names = ("learner", "round", "form", "points", "of", "percent", "grade")
    rows = [
        (
            escape(each.learner),
            escape(each.round),
            escape(each.form),
            f"{each.points:.4g}",
            f"{each.possible:.4g}",
            _write_percent(each.share),
            escape(each.grade),
        )
        for each in scores
    ]
    table = write_table(names, rows, "Scores of the learners", "numbers")
    return f'<section aria-labelledby="learners"><h2 id="learners">Scores of the learners</h2>{table}</section>'


def _write_percent(share: Estimate) -> str:
    if share.value is None or share.low is None or share.high is None:
        return NONE
    return f"{100 * share.value:.0f} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def _write_item(number: int, item: ItemAnalysis, question: Question | None) -> str:
    figures = [
        ("right", write_estimate(item.difficulty)),
        ("item-rest", write_estimate(item.item_rest)),
        ("upper-lower 27 %", write_estimate(item.upper_lower)),
        ("point-biserial", write_estimate(item.point_biserial)),
        ("alpha without it", write_estimate(item.alpha_without)),
        ("Moodle discrimination, %", write_estimate(item.moodle_discrimination, 0)),
        ("Moodle efficiency, %", write_estimate(item.moodle_efficiency, 0)),
        ("learners with a mark", str(item.learners)),
    ]
    if item.blank or item.not_reached or item.missing:
        figures.append(("blank, not reached, missing", f"{item.blank}, {item.not_reached}, {item.missing}"))
    if item.author_difficulty:
        figures.append(("author's estimate", item.author_difficulty))
    if item.seconds:
        figures.append(("median seconds", write_estimate(item.seconds, 0)))
    if item.confidence_gap:
        figures.append(("too sure by", write_estimate(item.confidence_gap)))
    return _template("item.html").substitute(
        number=number,
        item=escape(item.item),
        **{"class": CLASSES[item.verdict.decision]},
        decision=item.verdict.decision.capitalize(),
        reason=escape(item.verdict.reason),
        stem=f'<p class="stem">{escape(stem_of(question))}</p>' if question else "",
        figures=write_figures(figures),
        curves=draw_curves(item.options, f"curves-{number}") if item.options else "",
        options=_write_options(item, question),
    )


def _write_options(item: ItemAnalysis, question: Question | None) -> str:
    if not item.options:
        return ""
    texts = dict(present(question).choices) if question else {}
    rows = []
    for option in item.options:
        remark = "key" if option.is_key else "chosen by under 5%" if option.is_functional is False else ""
        words = escape(f"{option.label}. {texts[option.label]}" if option.label in texts else option.label)
        rows.append(
            (
                f"<strong>{words}</strong>" if option.is_key else words,
                str(option.count),
                write_estimate(option.share),
                *(NONE if share is None else write_number(share, 2) for share in option.by_third),
                draw_pull(option.with_total, option.is_key),
                remark,
            )
        )
    pull = "pull: \u22121 weak, 1 strong learners"
    names = ("option", "chosen", "share", "lowest third", "middle", "highest", pull, "remark")
    return write_table(names, rows, f"Options of {item.item}, n={item.options[0].share.n}", "options")


def _write_model(model: ResponseModel) -> str:
    name = {"rasch": "Rasch model", "2pl": "Two-parameter model"}[model.model]
    rows = [(escape(item.item), write_estimate(item.location), write_estimate(item.slope)) for item in model.items]
    table = write_table(("item", "location", "slope"), rows, f"Parameters of the {name}, n={model.learners}")
    return f'<section aria-labelledby="model"><h2 id="model">{name}</h2>{table}</section>'


def _write_footer(findings: Findings, library: Library) -> str:
    audit = "".join(f"<p>Marked again: {escape(str(line))}</p>" for line in findings.audit)
    known = any(item.item in library.questions for item in findings.analysis.items)
    notice = "".join(f"<p>{escape(line)}</p>" for line in library.describe()[1].splitlines()) if known else ""
    named = "It names learners: keep it private." if findings.learner_scores else "Nothing here names a learner."
    return f"{audit}{notice}<p>Intervals are 95 %. {named}</p>"
