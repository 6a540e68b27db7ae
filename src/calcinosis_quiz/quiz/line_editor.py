"""A line being edited: text and a cursor that never stands inside a character."""

import unicodedata

from msgspec import Struct, structs

from calcinosis_quiz.quiz.key_table import Action


class Line(Struct, frozen=True):
    """A line of text; `cursor` counts code points before it."""

    text: str = ""
    cursor: int = 0

    def insert(self, text: str) -> "Line":
        """Put text in at the cursor; line breaks and control characters become blanks."""
        text = text.replace("\r\n", "\n")
        clean = "".join(c if c.isprintable() or unicodedata.category(c) == "Cf" else " " for c in text)
        whole = self.text[: self.cursor] + clean + self.text[self.cursor :]
        place = self.cursor + len(clean)
        while place < len(whole) and unicodedata.combining(whole[place]):  # signs that now belong to what was put in
            place += 1
        return Line(whole, place)

    def move_left(self) -> "Line":
        """Step back over one character with its combining signs."""
        return structs.replace(self, cursor=self._before())

    def move_right(self) -> "Line":
        """Step over one character with its combining signs."""
        return structs.replace(self, cursor=self._after())

    def move_home(self) -> "Line":
        """Go to the start."""
        return structs.replace(self, cursor=0)

    def move_end(self) -> "Line":
        """Go to the end."""
        return structs.replace(self, cursor=len(self.text))

    def delete_before(self) -> "Line":
        """Delete the character before the cursor."""
        start = self._before()
        return Line(self.text[:start] + self.text[self.cursor :], start)

    def delete_after(self) -> "Line":
        """Delete the character at the cursor."""
        return Line(self.text[: self.cursor] + self.text[self._after() :], self.cursor)

    def delete_word(self) -> "Line":
        """Delete the word before the cursor."""
        start = len(self.text[: self.cursor].rstrip())
        while start and not self.text[start - 1].isspace():
            start -= 1
        return Line(self.text[:start] + self.text[self.cursor :], start)

    def delete_to_start(self) -> "Line":
        """Delete everything before the cursor."""
        return Line(self.text[self.cursor :], 0)

    def _before(self) -> int:
        place = max(self.cursor - 1, 0)
        while place and unicodedata.combining(self.text[place]):
            place -= 1
        return place

    def _after(self) -> int:
        place = min(self.cursor + 1, len(self.text))
        while place < len(self.text) and unicodedata.combining(self.text[place]):
            place += 1
        return place


def edit(line: Line, action: Action, text: str) -> Line | None:
    """Apply an action of the key table to a line; None when it edits nothing."""
    match action:
        case "type":
            return line.insert(text)
        case "left":
            return line.move_left()
        case "right":
            return line.move_right()
        case "first":
            return line.move_home()
        case "last":
            return line.move_end()
        case "delete-before":
            return line.delete_before()
        case "delete-after":
            return line.delete_after()
        case "delete-word":
            return line.delete_word()
        case "delete-to-start":
            return line.delete_to_start()
        case _:
            return None
