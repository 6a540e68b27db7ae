"""Bytes of a text file to text, whatever program saved it."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from calcinosis_quiz.imports.reading import Document, Loss, Place, RefusedFileError


def decode(document: Document) -> tuple[str, tuple[Loss, ...]]:
    """Read UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252, which is then said; line ends become LF.

    Raises RefusedFileError for what is no text.
    """
    content = document.content
    losses: tuple[Loss, ...] = ()
    try:
        if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = content.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        if b"\0" in content:
            raise RefusedFileError(f"{document.name}: not a text file. Name the file that was exported.") from None
        line = content.count(b"\n", 0, error.start) + 1
        text = content.decode("cp1252", errors="replace")
        what = "the file is not UTF-8; it was read as Windows-1252: look at accents and signs"
        losses = (Loss("changed", Place(document.name, line), "", what),)
    return text.replace("\r\n", "\n").replace("\r", "\n"), losses
