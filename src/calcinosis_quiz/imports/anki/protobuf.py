"""Fields of Protocol Buffers messages, as far as Anki's files need them."""

from collections.abc import Iterator

_MOST_BITS = 63


def fields_of(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """List the fields of a message with their numbers: numbers, and bytes; raises ValueError for what is none."""
    place = 0
    while place < len(message):
        key, place = _number(message, place)
        match key & 7:
            case 0:
                value, place = _number(message, place)
                yield key >> 3, value
            case 1 | 5 as kind:
                place += 8 if kind == 1 else 4
            case 2:
                length, place = _number(message, place)
                if place + length > len(message):
                    raise ValueError("a field is cut short")
                yield key >> 3, message[place : place + length]
                place += length
            case other:
                raise ValueError(f"a field of the unknown kind {other}")


def _number(message: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if place >= len(message) or shift > _MOST_BITS:
            raise ValueError("a number is cut short")
        byte = message[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place
