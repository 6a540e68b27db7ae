-- The answer log. Rows are appended and never changed: triggers refuse UPDATE and DELETE.
-- Times are UTC, ISO 8601 with milliseconds and a Z. Row ids count in the order of writing on this machine;
-- `uid` is the same on every machine, so that logs can be merged without doubling anything.

CREATE TABLE session (
    session_id      INTEGER PRIMARY KEY,
    uid             TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL CHECK (kind IN ('quiz', 'exam', 'study')),
    paper           TEXT NOT NULL,              -- JSON: [{"item", "bank", "hash", "order"}], in the order asked
    policies        TEXT NOT NULL,              -- JSON: the marking policies asked for
    seed            INTEGER,                    -- of the draw, where one was made
    seconds_allowed INTEGER,                    -- time limit of an exam
    program_version TEXT NOT NULL,
    started_at      TEXT NOT NULL
) STRICT;

CREATE TABLE answer (
    answer_id       INTEGER PRIMARY KEY,
    uid             TEXT NOT NULL UNIQUE,
    session_uid     TEXT NOT NULL,
    position        INTEGER NOT NULL,           -- of the question on the paper, from 0
    bank            TEXT NOT NULL,
    item            TEXT NOT NULL,              -- id of the question
    content_hash    TEXT NOT NULL,              -- of the question as it was asked
    shown_order     TEXT NOT NULL,              -- JSON: the bank's numbers of the parts, in the order on screen
    parts           TEXT NOT NULL,              -- JSON: a digest of each part's text, in the bank's order at the time
    answer          TEXT NOT NULL,              -- JSON: the answer itself, in the bank's numbering
    fraction        REAL NOT NULL CHECK (fraction BETWEEN 0 AND 1),
    policy          TEXT NOT NULL,              -- marking policy
    certainty       TEXT CHECK (certainty IN ('guess', 'fairly', 'sure')),
    easy            INTEGER NOT NULL DEFAULT 0 CHECK (easy IN (0, 1)),  -- in place of the rating 4, before there was one
    milliseconds    INTEGER,                    -- from the question on screen to the answer
    rating_policy   INTEGER NOT NULL,           -- version of the rule that turns marks into scheduler ratings
    origin          TEXT NOT NULL DEFAULT 'terminal',
    answered_at     TEXT NOT NULL,
    rating          INTEGER CHECK (rating BETWEEN 1 AND 4)  -- that the learner chose: 1 again to 4 easy
) STRICT;

CREATE TABLE event (
    event_id        INTEGER PRIMARY KEY,
    uid             TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL CHECK (kind IN
                        ('skip', 'undo', 'finish', 'flag', 'unflag', 'suspend', 'unsuspend', 're-mark')),
    session_uid     TEXT,
    answer_uid      TEXT,                       -- the answer that is undone or marked again
    position        INTEGER,                    -- of the question that is skipped, or flagged in an exam
    bank            TEXT,
    item            TEXT,
    reason          TEXT,                       -- of a flag or a re-mark, in the learner's or the program's words
    fraction        REAL CHECK (fraction BETWEEN 0 AND 1),  -- of a re-mark
    policy          TEXT,
    content_hash    TEXT,
    at              TEXT NOT NULL
) STRICT;

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

CREATE TABLE imported (
    uid             TEXT NOT NULL PRIMARY KEY   -- of a row that was given on another machine
) STRICT;

CREATE INDEX answer_by_item ON answer (bank, item, answered_at);
CREATE INDEX answer_by_session ON answer (session_uid, position);
CREATE INDEX event_by_answer ON event (answer_uid) WHERE answer_uid IS NOT NULL;
CREATE INDEX event_by_session ON event (session_uid) WHERE session_uid IS NOT NULL;
CREATE INDEX event_by_item ON event (bank, item) WHERE item IS NOT NULL;
CREATE INDEX event_by_state ON event (kind) WHERE kind IN ('flag', 'unflag', 'suspend', 'unsuspend');
CREATE INDEX review_by_item ON review (bank, item, reviewed_at);

-- What counts: answers that were not undone, with the mark that was given last.
CREATE VIEW current_answer AS
SELECT answer.*,
       coalesce((SELECT event.fraction FROM event
                 WHERE event.answer_uid = answer.uid AND event.kind = 're-mark'
                 ORDER BY event.at DESC, event.uid DESC LIMIT 1), answer.fraction) AS current_fraction
FROM answer
WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.answer_uid = answer.uid AND event.kind = 'undo');

CREATE TRIGGER session_is_never_changed BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER session_is_never_deleted BEFORE DELETE ON session BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER answer_is_never_changed BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER answer_is_never_deleted BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
CREATE TRIGGER review_is_never_changed BEFORE UPDATE ON review BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;
CREATE TRIGGER review_is_never_deleted BEFORE DELETE ON review BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;
