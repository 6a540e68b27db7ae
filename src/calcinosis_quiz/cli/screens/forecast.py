"""What lies ahead at the end of a study session: what is due, and what will be recalled on the day of an exam."""

from calcinosis_quiz.cli.screens.layout import Grid
from calcinosis_quiz.cli.screens.screen import Screen, indent
from calcinosis_quiz.cli.screens.text import Text
from calcinosis_quiz.study.forecast import Outlook


def show_outlook(screen: Screen, outlook: Outlook) -> None:
    """Show when the next questions are due, and the predicted recall of each topic on the day of an exam."""
    screen.draw("", Text("Coming up", style="dim"))
    lines = [f"Still due today: {outlook.due}"] if outlook.due else []
    week = sum(count for _, count in outlook.following)
    lines.append(f"Due tomorrow: {outlook.following[0][1]}. In the next {len(outlook.following)} days: {week}.")
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
