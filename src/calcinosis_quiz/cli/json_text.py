"""JSON Lines out: one value a line."""

from typing import Any, Final

from msgspec.json import Encoder

Event = dict[str, Any]
_ENCODER: Final = Encoder(decimal_format="number")


def write_event(value: object) -> str:
    """Write a value as one line of JSON."""
    return _ENCODER.encode(value).decode()
