"""What lies ahead of a learner: one line before a session of study, and what is due after it."""

from calcinosis_quiz.cli.screens.layout import Grid
from calcinosis_quiz.cli.screens.screen import Screen, indent
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.study.forecast import Outlook, Today


def write_today(today: Today) -> str:
    """Write on one line what is due and new, the time it will take, and the days in a row where there are several."""
    parts = [f"Today: {today.due} due, {today.new} new."]
    if today.minutes is not None and today.due + today.new:
        parts.append(f"About {today.minutes} minute{'' if today.minutes == 1 else 's'}.")
    if today.streak > 1:
        parts.append(f"{today.streak} days in a row so far.")
    return " ".join(parts)


def show_outlook(screen: Screen, outlook: Outlook, reviews_per_day: int) -> None:
    """Show what is left today, when the next questions are due, and the predicted recall on the day of an exam."""
    screen.draw("", Text("Coming up", style="dim"))
    week = sum(count for _, count in outlook.following)
    lines = [
        *_say_left(outlook, reviews_per_day),
        f"Due tomorrow: {outlook.following[0][1]}. In the next {len(outlook.following)} days: {week}.",
    ]
    if outlook.in_the_future:
        lines.append(
            f"Answered on a day that has not come yet: {outlook.in_the_future}. Check the clock of this machine."
        )
    screen.draw(indent(Text("\n".join(lines))))
    if outlook.exam_day is not None:
        screen.draw("", f"Predicted recall on {outlook.exam_day} if you stopped today, of what you have seen:")
        rows = []
        for topic in outlook.topics:
            recall = f"{topic.recall:.0%}" if topic.recall is not None else "nothing seen"
            rows.append((f"{topic.name}:", recall, f"({topic.seen} of {topic.questions} questions seen)"))
        screen.draw(indent(Grid(rows)))


def _say_left(outlook: Outlook, reviews_per_day: int) -> list[str]:
    left, lines = outlook.left, []
    if left.questions:
        lines.append(f"Still to come today: {left.reviews} due, {left.new} new. `calcinosis-quiz study` goes on.")
    else:
        due = outlook.due + outlook.following[0][1]
        clock = f"{outlook.next_at.hour}:{outlook.next_at.minute:02}"
        lines.append(f"Nothing more today: next at {clock}, {due} due.")
    if left.held_back:
        lines.append(
            f"{left.held_back} more are due, over your limit of {reviews_per_day} a day:"
            f" `calcinosis-quiz study --limit {left.held_back}` asks them."
        )
    elif not left.questions and outlook.unseen:
        lines.append("More now: `calcinosis-quiz study --new 5` asks five new questions.")
    return lines
