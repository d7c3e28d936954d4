-- +goose Up

-- A question with its answer, so that both are found by their messages: seq is
-- the update that asked. Its turns, if it has any, are replaced where it is
-- answered anew; answered is the update that did so last.
CREATE TABLE exchanges (
    seq          INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    answered     INTEGER NOT NULL,
    at           INTEGER NOT NULL
) STRICT;
CREATE INDEX exchanges_conversation ON exchanges (conversation, seq);
CREATE INDEX exchanges_at ON exchanges (at);

-- Where exchanges stand at the messenger: in the messages that asked, with what
-- tells whether one says the same as before, and in the parts of each answer.
CREATE TABLE posts (
    chat     INTEGER NOT NULL,
    message  INTEGER NOT NULL,
    exchange INTEGER NOT NULL REFERENCES exchanges (seq) ON DELETE CASCADE,
    answer   INTEGER NOT NULL DEFAULT 0, -- the update that the answer came from; 0: it asked
    part     INTEGER NOT NULL DEFAULT 0,
    digest   TEXT    NOT NULL DEFAULT '', -- of what it asked
    PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX posts_exchange ON posts (exchange);

ALTER TABLE turns ADD COLUMN exchange INTEGER REFERENCES exchanges (seq) ON DELETE CASCADE;
CREATE INDEX turns_exchange ON turns (exchange) WHERE exchange IS NOT NULL;

-- The exchange that a message is part of the answer of; 0: none.
ALTER TABLE outbox ADD COLUMN exchange INTEGER NOT NULL DEFAULT 0;
