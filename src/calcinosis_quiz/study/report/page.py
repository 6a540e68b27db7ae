"""The page of progress: what is not known yet comes first, every figure has its n, every text is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from string import Template
from typing import Final

from msgspec import Struct

from calcinosis_quiz.bank.library import Library
from calcinosis_quiz.bank.questions import stem_of
from calcinosis_quiz.plots.charts import Share, draw_share
from calcinosis_quiz.plots.page import read_template, write_document, write_figures, write_table
from calcinosis_quiz.quiz.intervals import LEAST_ANSWERS, proportion
from calcinosis_quiz.study.forgetting import Delayed, Left
from calcinosis_quiz.study.progress import Group, Progress
from calcinosis_quiz.study.report.figures import (
    draw_calendars,
    draw_calibration,
    draw_forecast,
    draw_forgetting,
    draw_pause,
)
from calcinosis_quiz.study.report.words import (
    worst_first,
    write_duration,
    write_interval,
    write_proportion,
    write_recall,
    write_retention,
    write_score,
)

WEAKEST: Final = 10  # facts named at the top of the page
_ROOM: Final = "study/report"
_GROUP: Final = ("right so far", "95% interval", "recall tomorrow", "seen")


class Names(Struct, frozen=True):
    """What topics, objectives and facts are called, by id."""

    topics: dict[str, str]
    objectives: dict[str, str]
    facts: dict[str, str]


class Recollection(Struct, frozen=True):
    """What is known of forgetting: what was recalled by delay, and what a pause would leave."""

    delayed: tuple[Delayed, ...] = ()
    left: tuple[Left, ...] = ()


def write_page(progress: Progress, recollection: Recollection, library: Library, made: str) -> str:
    """Write the page as HTML; `made` is the time to print on it."""
    title, notice = library.describe()
    names = _name_groups(library)
    answered = progress.time.answers > 0
    body = Template(read_template(_ROOM, "progress.html")).substitute(
        title=escape(title),
        made=escape(made),
        figures=_write_key_figures(progress),
        notes=_write_notes(progress),
        unknown=_KEY + _write_unknown(progress, library, names) if answered else _BEGIN,
        topics=_write_groups("Topics", "topics", progress.by_topic, names.topics),
        due=_section("Due", "due", draw_forecast(progress)) if progress.seen else "",
        remembering=_write_remembering(progress, recollection) if answered else "",
        judging=_section("Judging yourself", "judging", _write_judging(progress)) if answered else "",
        days=_write_days(progress) if answered else "",
        objectives=_write_groups("Objectives", "objectives", progress.by_objective, names.objectives),
        facts=_write_facts(progress, names.facts),
        flagged=_write_flagged(progress),
        footer="".join(f"<p>{escape(line)}</p>" for line in notice.splitlines()),
    )
    return write_document(f"Progress: {title}", body, read_template(_ROOM, "progress.css"))


_BEGIN: Final = "<p>Nothing was answered yet. <code>calcinosis-quiz study</code> begins.</p>"
_NO_CERTAINTY: Final = (
    "<p>No answer came with a certainty yet. <code>calcinosis-quiz study --confidence</code> asks how sure you are, "
    "and this page then shows how well you judge yourself.</p>"
)


def _write_key_figures(progress: Progress) -> str:
    time = progress.time
    figures = [
        ("due today", str(progress.due)),
        ("questions seen", f"{progress.seen} of {progress.questions}"),
        ("days in a row", f"{time.streak} (longest {time.longest_streak})"),
        ("answers", f"{time.answers} ({time.answers_today} today)"),
        ("time", f"{write_duration(time.milliseconds)} ({write_duration(time.milliseconds_today)} today)"),
    ]
    if progress.retention is not None:
        figures.insert(2, ("recalled on a later day", write_retention(progress.retention)))
    return write_figures(figures)


def _write_notes(progress: Progress) -> str:
    notes = []
    if progress.in_the_future:
        notes.append(
            f"Answered on a day that has not come yet: {progress.in_the_future}. "
            "Check the clock of this machine; the answers are kept."
        )
    if progress.not_in_banks:
        notes.append(f"Answered, but not in these banks: {progress.not_in_banks}. The answers are kept.")
    return "".join(f'<p class="notes">{note}</p>' for note in notes)


def _write_unknown(progress: Progress, library: Library, names: Names) -> str:
    parts = []
    if progress.misconceptions:
        items = "".join(_write_item(library, item) for item in progress.misconceptions)
        parts.append(f"<h3>Sure but wrong, back within a week</h3><ul>{items}</ul>")
    if progress.leeches:
        items = "".join(_write_item(library, each.item, f": missed {each.misses} times") for each in progress.leeches)
        parts.append(f"<h3>Missed again and again</h3><ul>{items}</ul>")
    weakest = worst_first(progress.by_fact)[:WEAKEST]
    if weakest:
        rows = "".join(_write_row(group, names.facts) for group in weakest)
        parts.append(f'<h3>Facts that you are least likely to recall</h3><ol class="groups">{rows}</ol>')
    new = "".join(
        f"<li>{escape(names.topics.get(group.name, group.name))}: {group.questions - group.seen} of {group.questions}"
        " questions</li>"
        for group in sorted(progress.by_topic, key=lambda group: group.seen - group.questions)
        if group.seen < group.questions
    )
    if new:
        facts = sum(not group.seen for group in progress.by_fact)
        asked = f"<p>{facts} of {len(progress.by_fact)} facts were not asked about yet.</p>" if facts else ""
        parts.append(f"<h3>Never seen</h3><ul>{new}</ul>{asked}")
    return "\n".join(parts) or "<p>Nothing stands out.</p>"


def _write_item(library: Library, item: str, more: str = "") -> str:
    question = library.questions.get(item)
    stem = f" {escape(stem_of(question))}" if question else ""
    return f"<li><code>{escape(item)}</code>{stem}{more}</li>"


def _write_groups(title: str, anchor: str, groups: Sequence[Group], names: Mapping[str, str]) -> str:
    if not groups:
        return ""
    seen = worst_first(groups)
    rows = "".join(_write_row(group, names) for group in seen)
    unseen = "; ".join(escape(names.get(group.name, group.name)) for group in groups if not group.seen)
    body = f'<ol class="groups">{rows}</ol>' if seen else ""
    if unseen:
        body += f'<p class="quiet">Nothing seen yet: {unseen}.</p>'
    if seen:
        table = write_table((title.lower().removesuffix("s"), *_GROUP), _cells(seen, names), f"{title}, worst first")
        body += f"<details><summary>The same as a table</summary>{table}</details>"
    return _section(title, anchor, body)


_KEY: Final = (
    '<p class="quiet">Bar: right so far, with its 95% interval as the thin line. '
    "Upright mark: the chance that you recall tomorrow what you have seen, as the scheduler predicts it.</p>"
)


def _write_row(group: Group, names: Mapping[str, str]) -> str:
    right, recall = write_proportion(group.right), write_recall(group)
    name = names.get(group.name, group.name)
    said = f"{name}: right {right}, recall tomorrow {recall}"
    bar = draw_share(Share(group.right.share, group.right.low, group.right.high, group.recall, said))
    return (
        f'<li><span class="name">{escape(name)}</span>{bar}<span class="right">{right}</span>'
        f'<span class="quiet">recall tomorrow {recall}<br>{group.seen} of {group.questions} seen</span></li>'
    )


def _cells(groups: Iterable[Group], names: Mapping[str, str]) -> list[tuple[str, ...]]:
    return [
        (
            escape(names.get(group.name, group.name)),
            write_proportion(group.right),
            write_interval(group.right),
            write_recall(group),
            f"{group.seen} of {group.questions}",
        )
        for group in groups
    ]


def _write_facts(progress: Progress, names: Mapping[str, str]) -> str:
    if not progress.by_fact:
        return ""
    ordered = [*worst_first(progress.by_fact), *(group for group in progress.by_fact if not group.seen)]
    table = write_table(("fact", *_GROUP), _cells(ordered, names), "Facts, worst first", "facts")
    summary = f"<summary>All {len(ordered)} facts, those not asked about yet last</summary>"
    return f'<div class="screen">{_section("Facts", "facts", f"<details>{summary}{table}</details>")}</div>'


def _write_remembering(progress: Progress, recollection: Recollection) -> str:
    plots = []
    if recollection.delayed:
        plots.append(draw_forgetting(recollection.delayed))
    else:
        plots.append('<p class="quiet">Nothing has come back on a later day yet.</p>')
    if recollection.left and progress.seen >= LEAST_ANSWERS:
        plots.append(draw_pause(recollection.left, progress.seen))
    rows = [
        (f"{each.predicted:.0%}", write_proportion(each.recalled), write_interval(each.recalled))
        for each in progress.retention_by_prediction
    ]
    table = write_table(("predicted", "recalled", "95% interval"), rows, "Recalled by predicted recall") if rows else ""
    details = f"<details><summary>Recalled by predicted recall</summary>{table}</details>" if table else ""
    return _section("Remembering", "remembering", f'<div class="columns">{"".join(plots)}</div>{details}')


def _write_judging(progress: Progress) -> str:
    if not progress.calibration:
        return _NO_CERTAINTY
    answers = progress.brier.answers
    figures = [("Brier score", write_score(progress.brier))]
    if progress.brier.value is not None:
        stated = sum(each.stated * each.right.answers for each in progress.calibration) / answers
        right = proportion(sum(each.right.earned for each in progress.calibration), answers)
        figures += [("stated on average", f"{stated:.0%} (n={answers})"), ("right", write_proportion(right))]
    return (
        f'<div class="columns">{draw_calibration(progress.calibration)}<div>{write_figures(figures)}'
        '<p class="quiet">The Brier score is the mean squared distance between the chance that your certainty stands '
        "for and what happened, 1 for right and 0 for not. 0 is perfect; always saying 50% comes to 0.25.</p>"
        "</div></div>"
    )


def _write_days(progress: Progress) -> str:
    time = progress.time
    per_answer = f"{time.milliseconds / time.answers / 1000:.0f} s (n={time.answers})"
    figures = write_figures(
        [
            ("study days", str(time.days)),
            ("days in a row", f"{time.streak} (longest {time.longest_streak})"),
            ("time an answer", per_answer),
        ]
    )
    return _section("Study days", "days", figures + draw_calendars(progress.days, progress.today))


def _write_flagged(progress: Progress) -> str:
    if not progress.flagged:
        return ""
    items = "".join(
        f"<li><code>{escape(flag.item)}</code> {escape(flag.reason or 'no reason given')}</li>"
        for flag in progress.flagged
    )
    return _section("Flagged", "flagged", f"<ul>{items}</ul>")


def _section(title: str, anchor: str, body: str) -> str:
    return f'<section aria-labelledby="{anchor}">\n<h2 id="{anchor}">{title}</h2>\n{body}\n</section>'


def _name_groups(library: Library) -> Names:
    """Look up in the ledgers what everything is called."""
    ledgers = [loaded.ledger for loaded in library.banks if loaded.ledger]
    return Names(
        {topic.id: topic.title for ledger in ledgers for topic in ledger.topics},
        {each.id: f"{each.id}: {each.text}" for ledger in ledgers for each in ledger.objectives},
        {fact.id: fact.statement for ledger in ledgers for fact in ledger.facts},
    )
