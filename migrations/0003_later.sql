-- +goose Up

-- Updates that are kept for later: they are open, and nobody works on them
-- until they are due. Where there is no capacity until they expire, they are
-- given up.
CREATE TABLE parked (
    update_seq INTEGER PRIMARY KEY REFERENCES updates (seq) ON DELETE CASCADE,
    chat       INTEGER NOT NULL,
    thread     INTEGER NOT NULL,
    person     INTEGER NOT NULL,
    due        INTEGER NOT NULL,
    expires    INTEGER NOT NULL
) STRICT;
CREATE INDEX parked_due ON parked (due);
CREATE INDEX parked_person ON parked (person);

-- Serves a lane's open updates.
CREATE INDEX updates_lane ON updates (lane, seq) WHERE done_at IS NULL;
