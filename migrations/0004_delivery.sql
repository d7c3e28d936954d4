-- +goose Up

-- What a stop took back is settled as stopped; a message that was deleted
-- before it was whole is sent anew once; and when calls were made is known, so
-- that a restart keeps the messenger's limits. SQLite changes a column's rules
-- only with a new table.
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
    state      TEXT    NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'begun', 'sent', 'failed', 'stopped')),
    attempts   INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    answer     INTEGER NOT NULL DEFAULT 0 CHECK (answer IN (0, 1)), -- 1: a stop takes back what is not begun of it
    replaced   INTEGER NOT NULL DEFAULT 0 CHECK (replaced IN (0, 1)), -- 1: it was deleted once
    stopped_by INTEGER, -- the seq of the update that took it back
    reason     TEXT    NOT NULL DEFAULT '',
    at         INTEGER NOT NULL,
    begun_at   INTEGER, -- when its first line went out; null: not yet, or it went out whole
    done_at    INTEGER,
    CHECK ((state IN ('new', 'begun')) = (done_at IS NULL)),
    CHECK (state <> 'begun' OR sent <> 0),
    CHECK ((state = 'stopped') = (stopped_by IS NOT NULL))
) STRICT;
INSERT INTO outbox_new (id, update_seq, reply, part, parts, person, chat, thread, reply_to, payload, sent, state, attempts, reason, at, done_at)
    SELECT id, update_seq, reply, part, parts, person, chat, thread, reply_to, payload, sent, state, attempts, reason, at, done_at FROM outbox;
-- No id is ever given twice, also where the messages are gone.
DELETE FROM sqlite_sequence WHERE name = 'outbox_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox_new', seq FROM sqlite_sequence WHERE name = 'outbox';
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_done_at ON outbox (done_at);
CREATE INDEX outbox_update ON outbox (update_seq);
CREATE INDEX outbox_person ON outbox (person);

-- Until when the messenger wants a chat to be left alone, and when it said so.
CREATE TABLE frozen (
    chat  INTEGER PRIMARY KEY,
    until INTEGER NOT NULL,
    at    INTEGER NOT NULL
) STRICT;

-- What was said of a topic in a conversation of the bot's own accord, so that
-- it is said once. It was kept among the notes, for ever.
CREATE TABLE remarks (
    id     INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    chat   INTEGER NOT NULL,
    thread INTEGER NOT NULL,
    topic  TEXT    NOT NULL,
    event  TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    UNIQUE (person, chat, thread, topic)
) STRICT;
CREATE INDEX remarks_at ON remarks (at);
DELETE FROM notes WHERE key LIKE 'announced flood %';
