-- +goose Up

-- What the bot says of its own accord answers no update: update_seq is null.
-- SQLite changes a column's rules only with a new table.
CREATE TABLE outbox_new (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    update_seq INTEGER REFERENCES updates (seq),
    reply      INTEGER NOT NULL,
    part       INTEGER NOT NULL CHECK (part >= 0),
    parts      INTEGER NOT NULL CHECK (parts > part),
    person     INTEGER NOT NULL, -- who is answered
    chat       INTEGER NOT NULL,
    thread     INTEGER NOT NULL,
    reply_to   INTEGER NOT NULL,
    payload    TEXT    NOT NULL,
    sent       INTEGER NOT NULL DEFAULT 0,
    state      TEXT    NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'begun', 'sent', 'failed')),
    attempts   INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    reason     TEXT    NOT NULL DEFAULT '',
    at         INTEGER NOT NULL,
    done_at    INTEGER,
    CHECK ((state IN ('new', 'begun')) = (done_at IS NULL)),
    CHECK (state <> 'begun' OR sent <> 0)
) STRICT;
INSERT INTO outbox_new SELECT id, update_seq, reply, part, parts, person, chat, thread, reply_to, payload, sent, state, attempts, reason, at, done_at FROM outbox;
-- No id is ever given twice, also where the messages are gone.
DELETE FROM sqlite_sequence WHERE name = 'outbox_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox_new', seq FROM sqlite_sequence WHERE name = 'outbox';
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_done_at ON outbox (done_at);
CREATE INDEX outbox_update ON outbox (update_seq);
CREATE INDEX outbox_person ON outbox (person);

-- The language of a person's messenger as it last said, for what is said to
-- them of the bot's own accord.
ALTER TABLE people ADD COLUMN messenger TEXT NOT NULL DEFAULT '';
