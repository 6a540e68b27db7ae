"""JSON Lines out: one object a line."""

import json
from decimal import Decimal
from typing import Any

Event = dict[str, Any]


def write_event(event: Event) -> str:
    """Write an object as one line of JSON."""
    return json.dumps(event, ensure_ascii=False, default=_write_number)


def _write_number(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"not JSON: {value!r}")
