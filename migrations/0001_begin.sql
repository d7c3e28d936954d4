-- Times are unix milliseconds; ids of chats, people and messages are the
-- messenger's own. Texts of people are kept in updates.raw (until done),
-- aside.raw, turns.text and outbox.payload (until settled), nowhere else.

-- +goose Up

-- What arrived. done_at is null while there is still something to do.
CREATE TABLE updates (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER NOT NULL UNIQUE,
    lane      TEXT    NOT NULL,
    person    INTEGER NOT NULL DEFAULT 0, -- whose words raw holds; 0: unknown
    raw       TEXT    NOT NULL,
    state     TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'buried')),
    attempts  INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0), -- begun so far
    reason    TEXT    NOT NULL DEFAULT '',
    at        INTEGER NOT NULL,
    done_at   INTEGER,
    CHECK ((state = 'open') = (done_at IS NULL))
) STRICT;
-- Serves the open ones (null) and the old ones alike.
CREATE INDEX updates_done_at ON updates (done_at);
CREATE INDEX updates_person ON updates (person);

-- How far the poll of which bot has come: one row.
CREATE TABLE poll (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    bot    INTEGER NOT NULL DEFAULT 0,
    cursor INTEGER NOT NULL
) STRICT;
INSERT INTO poll (id, cursor) VALUES (1, 0);

-- What could not be read as an update.
CREATE TABLE aside (
    id     INTEGER PRIMARY KEY,
    raw    BLOB    NOT NULL,
    reason TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT;

CREATE TABLE notes (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
    id       INTEGER PRIMARY KEY,
    language TEXT    NOT NULL DEFAULT '',
    target   TEXT    NOT NULL DEFAULT '',
    noticed  INTEGER, -- null: not yet told who receives what they write
    since    INTEGER NOT NULL
) STRICT;

-- A conversation is one person in one chat and topic. Turns up to the id
-- since are no context any more.
CREATE TABLE conversations (
    id     INTEGER PRIMARY KEY,
    chat   INTEGER NOT NULL,
    thread INTEGER NOT NULL,
    person INTEGER NOT NULL,
    since  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (chat, thread, person)
) STRICT;
CREATE INDEX conversations_person ON conversations (person);

-- AUTOINCREMENT, because conversations.since must never meet a used id again.
CREATE TABLE turns (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    role         TEXT    NOT NULL CHECK (role IN ('user', 'assistant')),
    text         TEXT    NOT NULL,
    tokens       INTEGER NOT NULL CHECK (tokens >= 0),
    model        TEXT    NOT NULL DEFAULT '',
    at           INTEGER NOT NULL
) STRICT;
CREATE INDEX turns_conversation ON turns (conversation, id);
CREATE INDEX turns_at ON turns (at);

-- Messages on their way out. reply is the id of the reply's first part;
-- done_at is null while the message is not settled.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    update_seq INTEGER NOT NULL REFERENCES updates (seq),
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
CREATE INDEX outbox_done_at ON outbox (done_at);
CREATE INDEX outbox_update ON outbox (update_seq);
CREATE INDEX outbox_person ON outbox (person);

-- What a person had on a day (its first millisecond, UTC).
CREATE TABLE usage (
    person       INTEGER NOT NULL,
    day          INTEGER NOT NULL CHECK (day % 86400000 = 0),
    answers      INTEGER NOT NULL CHECK (answers >= 0),
    translations INTEGER NOT NULL CHECK (translations >= 0),
    PRIMARY KEY (person, day)
) STRICT, WITHOUT ROWID;

-- The quota book.
CREATE TABLE quota (
    key    TEXT NOT NULL PRIMARY KEY,
    record TEXT NOT NULL CHECK (json_valid(record))
) STRICT;
