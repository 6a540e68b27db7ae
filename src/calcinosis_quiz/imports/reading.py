"""What a reader of a foreign format takes and gives: bytes in, drafts of items and losses out."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal, TypeVar

from msgspec import Struct

from calcinosis_quiz.bank.items import AuthoredItem
from calcinosis_quiz.errors import QuizError

T = TypeVar("T")
_STEP: Final = 100  # records between two words on the progress

LossKind = Literal["left out", "changed", "unclear"]
"""Not imported; imported, but something of it differs or is missing; imported or not, a person has to decide."""


class RefusedFileError(QuizError):
    """A file of which nothing can be read; the message says why and what to do."""


class LeftOutError(Exception):
    """A question that cannot come in: `what` is the cause, `found` what stood there."""

    kind: LossKind = "left out"

    def __init__(self, what: str, found: str = "") -> None:
        """Take the cause in the same words for the same cause."""
        super().__init__(what)
        self.what, self.found = what, found


class UnclearError(LeftOutError):
    """A question that could be read two ways: a person has to decide."""

    kind: LossKind = "unclear"


class Place(Struct, frozen=True, gc=False):
    """Where something stands in a foreign file: a line counted from 1, or a record where there are no lines."""

    file: str
    line: int = 0
    record: str = ""

    def __str__(self) -> str:
        """Write the place as `file:line` or `file, record`."""
        if self.line:
            return f"{self.file}:{self.line}"
        return f"{self.file}, {self.record}" if self.record else self.file


class Loss(Struct, frozen=True, gc=False):
    """One thing that did not come in as it stood.

    `what`: the cause, the same words for the same cause; `found`: what stood there.
    """

    kind: LossKind
    place: Place
    title: str
    what: str
    found: str = ""


class Picture(Struct, frozen=True, gc=False):
    """An image that belongs to a question, and what it shows in words."""

    name: str
    content: bytes
    alt: str


class Draft(Struct, frozen=True, gc=False):
    """An item that has been read, with what its id, topic and picture will be made from.

    Its `id` is empty until `identifiers.assign_ids` has seen all drafts. `source_id`: what the foreign file calls the
    question for good, empty where it has no such thing.
    """

    item: AuthoredItem
    place: Place
    title: str = ""
    source_id: str = ""
    category: tuple[str, ...] = ()
    picture: Picture | None = None


class Reading(Struct, frozen=True):
    """All that one file gave; `notes` say how it was read, where that was a guess."""

    drafts: tuple[Draft, ...]
    losses: tuple[Loss, ...]
    title: str = ""
    notes: tuple[str, ...] = ()


def no_files(_name: str) -> bytes | None:
    """Find nothing: the document stands alone."""
    return None


def no_progress(_done: int, _all: int) -> None:
    """Tell nobody how far the reading is."""


class Document(Struct, frozen=True):
    """A file to read: its name as the user would write it, its content, and how to get at files beside it.

    `columns`: what the user says of the columns of tables, such as `question=B,options=C-F`.
    `named`: whether the user named this very file, or a folder in which it lies. `progress` is told how many records
    have been read, and how many there are (0 where nobody knows before the end).
    """

    name: str
    content: bytes
    find_file: Callable[[str], bytes | None] = no_files
    columns: str = ""
    named: bool = True
    progress: Callable[[int, int], None] = no_progress

    def watched(self, records: Iterable[T], count: int) -> Iterator[T]:
        """Go through the records of the file, and say now and then how far that is; `count` as `progress` has it."""
        for done, record in enumerate(records):
            if done % _STEP == 0:
                self.progress(done, count)
            yield record


Reader = Callable[[Document], Reading]


class Record:
    """One question of a foreign file while it is read: notes what is lost, under its place and title."""

    __slots__ = ("_losses", "place", "title")

    def __init__(self, losses: list[Loss], place: Place, title: str = "") -> None:
        """Take the list to which the losses go."""
        self._losses, self.place, self.title = losses, place, title

    def attempt(self, build: Callable[[], AuthoredItem]) -> AuthoredItem | None:
        """Return the item that `build` makes; None, and a note, where it raises LeftOutError."""
        try:
            return build()
        except LeftOutError as left:
            self.leave(left)
            return None

    def leave(self, left: LeftOutError) -> None:
        """Note that the question cannot come in, and why."""
        self._losses.append(Loss(left.kind, self.place, self.title, left.what, left.found))

    def leave_out(self, what: str, found: str = "") -> None:
        """Note that the question is not imported."""
        self._losses.append(Loss("left out", self.place, self.title, what, found))

    def change(self, what: str, found: str = "") -> None:
        """Note that something of the question differs from what stood there; once for each thing."""
        loss = Loss("changed", self.place, self.title, what, found)
        if loss not in self._losses[-8:]:
            self._losses.append(loss)

    def ask(self, what: str, found: str = "") -> None:
        """Note that a person has to decide what was meant."""
        self._losses.append(Loss("unclear", self.place, self.title, what, found))
