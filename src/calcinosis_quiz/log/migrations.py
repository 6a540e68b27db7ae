"""What leads from the schema of one version of the log to that of the next, by the version that it starts from."""

from typing import Final

_REVIEWS: Final = """
CREATE TABLE review (
    review_id       INTEGER PRIMARY KEY,
    uid             TEXT NOT NULL UNIQUE,
    bank            TEXT NOT NULL,
    item            TEXT NOT NULL,              -- id of the question
    rating          INTEGER NOT NULL CHECK (rating BETWEEN 0 AND 4),  -- 1 again to 4 easy; 0: the card was reset
    milliseconds    INTEGER,                    -- taken to answer
    origin          TEXT NOT NULL,              -- the program that it was made in
    reviewed_at     TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_state ON event (kind) WHERE kind IN ('flag', 'unflag', 'suspend', 'unsuspend');
CREATE INDEX review_by_item ON review (bank, item, reviewed_at);
CREATE TRIGGER review_is_never_changed BEFORE UPDATE ON review BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER review_is_never_deleted BEFORE DELETE ON review BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
"""

MIGRATIONS: Final[dict[int, str]] = {1: _REVIEWS}
VERSION: Final = 2
"""The version of schema.sql."""
