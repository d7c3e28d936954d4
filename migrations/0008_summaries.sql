-- +goose Up

-- What goes along with questions in the place of a conversation's turns up to
-- upto. Its words go when the first that it tells of is too old.
CREATE TABLE summaries (
    conversation INTEGER PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
    text         TEXT    NOT NULL,
    upto         INTEGER NOT NULL,
    since        INTEGER NOT NULL
) STRICT;
CREATE INDEX summaries_since ON summaries (since);
