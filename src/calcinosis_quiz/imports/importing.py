"""Files to drafts: each file by its format, archives member by member, refusals as values."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, structs

from calcinosis_quiz.imports.archives import Archive
from calcinosis_quiz.imports.detect import detect
from calcinosis_quiz.imports.formats import FORMATS
from calcinosis_quiz.imports.own_texts import restore
from calcinosis_quiz.imports.reading import Document, Draft, Loss, Place, Reading, RefusedFileError


class FileRead(Struct, frozen=True):
    """What became of one file; `form` is empty and `refusal` says why where nothing could be read."""

    name: str
    form: str
    reading: Reading
    refusal: str = ""


def read_documents(documents: Iterable[Document], form: str = "") -> tuple[FileRead, ...]:
    """Read files, in order, by the format given or by what they hold."""
    return tuple(each for document in documents for each in _read(document, form))


def _read(document: Document, form: str) -> Iterator[FileRead]:
    try:
        found = form or detect(document)
        if found == "zip":
            yield from _read_members(document)
        elif not found and not document.named:
            return
        elif not found:
            message = f"{document.name}: the format is not recognised. Name it with --from; --formats lists them."
            yield FileRead(document.name, "", Reading((), ()), message)
        else:
            reading = _read_as(found, document)
            drafts = tuple(map(restore, reading.drafts))
            yield FileRead(document.name, found, structs.replace(reading, drafts=drafts))
    except RefusedFileError as refused:
        yield FileRead(document.name, "", Reading((), ()), str(refused))


def _read_as(form: str, document: Document) -> Reading:
    try:
        return FORMATS[form].load_reader()(document)
    except RecursionError:
        raise RefusedFileError(f"{document.name}: its elements are nested too deep. Nothing was read.") from None


def _read_members(document: Document) -> Iterator[FileRead]:
    """Read the files of an archive that are recognised; the others may be their images."""
    archive = Archive(document.content, document.name)
    seen = False
    for name in archive.names:
        member = Document(
            f"{document.name}/{name}",
            archive.read(name),
            _beside(archive, name),
            document.columns,
            progress=document.progress,
        )
        try:
            form = detect(member)
        except RefusedFileError:
            form = ""
        if form:
            seen = True
            yield from _read(member, "" if form == "zip" else form)
    if not seen:
        message = f"{document.name}: no file in it is of a format that can be read; --formats lists them."
        yield FileRead(document.name, "", Reading((), ()), message)


def _beside(archive: Archive, name: str) -> Callable[[str], bytes | None]:
    folder = name.rpartition("/")[0]
    return lambda wanted: archive.find(f"{folder}/{wanted}" if folder else wanted) or archive.find(wanted)


def drafts_of(files: Iterable[FileRead]) -> tuple[Draft, ...]:
    """List what all files gave, in order."""
    return tuple(draft for file in files for draft in file.reading.drafts)


def losses_of(files: Iterable[FileRead]) -> tuple[Loss, ...]:
    """List what all files lost, in order; a file that was refused is one loss."""
    losses: list[Loss] = []
    for file in files:
        losses += file.reading.losses
        if file.refusal:
            losses.append(Loss("left out", Place(file.name), "", "a file that cannot be read", file.refusal))
    return tuple(losses)
