-- +goose Up

-- What was translated, so that the same is not paid for twice: of one owner,
-- who is a person in private (chat 0) or in one group, into one language in one
-- way. digest finds a source without an index that holds it whole.
CREATE TABLE memory (
    id        INTEGER PRIMARY KEY,
    person    INTEGER NOT NULL,
    chat      INTEGER NOT NULL,
    source    TEXT    NOT NULL, -- the language; empty: left to the models
    target    TEXT    NOT NULL,
    way       TEXT    NOT NULL,
    digest    BLOB    NOT NULL,
    words     TEXT    NOT NULL, -- what was translated
    text      TEXT    NOT NULL, -- the translation
    model     TEXT    NOT NULL DEFAULT '',
    corrected INTEGER NOT NULL DEFAULT 0 CHECK (corrected IN (0, 1)),
    at        INTEGER NOT NULL,
    UNIQUE (person, chat, target, digest, source, way)
) STRICT;
CREATE INDEX memory_recent ON memory (person, chat, target, corrected, at);
CREATE INDEX memory_at ON memory (at) WHERE corrected = 0;

-- How terms are to be translated: a person's own (chat 0), or a group's, where
-- person is who added it.
CREATE TABLE terms (
    id     INTEGER PRIMARY KEY,
    person INTEGER NOT NULL,
    chat   INTEGER NOT NULL,
    folded TEXT    NOT NULL, -- the term as it is compared
    term   TEXT    NOT NULL,
    target TEXT    NOT NULL, -- empty: it stays as it is
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX terms_person ON terms (person, chat, folded);
CREATE INDEX terms_chat ON terms (chat, folded) WHERE chat <> 0;

-- What was asked for, for the buttons below its translation: by the update that
-- asked.
CREATE TABLE asked (
    update_seq INTEGER PRIMARY KEY,
    chat       INTEGER NOT NULL,
    thread     INTEGER NOT NULL,
    person     INTEGER NOT NULL,
    request    TEXT    NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX asked_person ON asked (person);
CREATE INDEX asked_at ON asked (at);

-- A person's settings beyond their languages, as JSON.
ALTER TABLE people ADD COLUMN settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings));

-- The message in which the work on an update is shown while it is under way; 0: none.
ALTER TABLE updates ADD COLUMN view INTEGER NOT NULL DEFAULT 0;
