-- What follows from the log, kept up as the log grows. It may be deleted at any time: it is made anew from the log.

CREATE TABLE progress (                 -- how far into the log this goes, and under which rules
    answer_id     INTEGER NOT NULL,
    answer_uid    TEXT NOT NULL,        -- of the last answer taken in: another log has another one there
    event_id      INTEGER NOT NULL,
    event_uid     TEXT NOT NULL,
    review_id     INTEGER NOT NULL,
    review_uid    TEXT NOT NULL,
    rules         TEXT NOT NULL         -- rating policy, scheduler, parameters and time zone
) STRICT;

CREATE TABLE item (
    bank          TEXT NOT NULL,
    item          TEXT NOT NULL,
    stability     REAL,                 -- days; NULL, with the next two, where the card was reset and not seen since
    difficulty    REAL,                 -- 1 to 10
    last_day      TEXT,                 -- study day of the last review
    reviews       INTEGER NOT NULL,
    lapses        INTEGER NOT NULL,
    misconception INTEGER NOT NULL,
    answers       INTEGER NOT NULL,     -- that have a mark
    earned        REAL NOT NULL,        -- sum of the fractions
    milliseconds  INTEGER NOT NULL,
    last_at       TEXT NOT NULL,        -- when the last answer was given: an older one means a replay
    PRIMARY KEY (bank, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_day (                 -- what one item adds to a study day
    bank          TEXT NOT NULL,
    item          TEXT NOT NULL,
    day           TEXT NOT NULL,
    answers       INTEGER NOT NULL,     -- here and in other programs
    milliseconds  INTEGER NOT NULL,
    PRIMARY KEY (bank, item, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_prediction (          -- what one item adds to predicted recall against what happened
    bank          TEXT NOT NULL,
    item          TEXT NOT NULL,
    tenth         INTEGER NOT NULL,     -- 0 for a predicted recall under 10 %, 9 for 90 % and more
    reviews       INTEGER NOT NULL,
    predicted     REAL NOT NULL,        -- sum of the predicted chances
    recalled      INTEGER NOT NULL,
    PRIMARY KEY (bank, item, tenth)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_certainty (           -- what one item adds to stated certainty against what happened
    bank          TEXT NOT NULL,
    item          TEXT NOT NULL,
    certainty     TEXT NOT NULL,
    answers       INTEGER NOT NULL,
    correct       INTEGER NOT NULL,
    PRIMARY KEY (bank, item, certainty)
) STRICT, WITHOUT ROWID;

-- Totals over all items. The triggers keep them in step, so that reading them does not depend on the log's length.

CREATE TABLE day (
    day           TEXT PRIMARY KEY,
    answers       INTEGER NOT NULL,
    milliseconds  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE prediction (
    tenth         INTEGER PRIMARY KEY,
    reviews       INTEGER NOT NULL,
    predicted     REAL NOT NULL,
    recalled      INTEGER NOT NULL
) STRICT;

CREATE TABLE certainty (
    certainty     TEXT PRIMARY KEY,
    answers       INTEGER NOT NULL,
    correct       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER item_day_added AFTER INSERT ON item_day BEGIN
    INSERT INTO day VALUES (new.day, new.answers, new.milliseconds)
    ON CONFLICT (day) DO UPDATE SET answers = answers + excluded.answers, milliseconds = milliseconds + excluded.milliseconds;
END;
CREATE TRIGGER item_day_removed AFTER DELETE ON item_day BEGIN
    UPDATE day SET answers = answers - old.answers, milliseconds = milliseconds - old.milliseconds WHERE day = old.day;
    DELETE FROM day WHERE day = old.day AND answers = 0;
END;
CREATE TRIGGER item_prediction_added AFTER INSERT ON item_prediction BEGIN
    INSERT INTO prediction VALUES (new.tenth, new.reviews, new.predicted, new.recalled)
    ON CONFLICT (tenth) DO UPDATE SET reviews = reviews + excluded.reviews, predicted = predicted + excluded.predicted,
        recalled = recalled + excluded.recalled;
END;
CREATE TRIGGER item_prediction_removed AFTER DELETE ON item_prediction BEGIN
    UPDATE prediction SET reviews = reviews - old.reviews, predicted = predicted - old.predicted,
        recalled = recalled - old.recalled WHERE tenth = old.tenth;
    DELETE FROM prediction WHERE tenth = old.tenth AND reviews = 0;
END;
CREATE TRIGGER item_certainty_added AFTER INSERT ON item_certainty BEGIN
    INSERT INTO certainty VALUES (new.certainty, new.answers, new.correct)
    ON CONFLICT (certainty) DO UPDATE SET answers = answers + excluded.answers, correct = correct + excluded.correct;
END;
CREATE TRIGGER item_certainty_removed AFTER DELETE ON item_certainty BEGIN
    UPDATE certainty SET answers = answers - old.answers, correct = correct - old.correct
        WHERE certainty = old.certainty;
    DELETE FROM certainty WHERE certainty = old.certainty AND answers = 0;
END;
