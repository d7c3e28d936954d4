-- +goose Up

-- The seq of the update that last began a conversation afresh. An answer to an
-- earlier one, which was kept for later, comes after that and yet belongs to what
-- was before: its turns are past, and no context any more.
ALTER TABLE conversations ADD COLUMN fresh INTEGER NOT NULL DEFAULT 0;
ALTER TABLE turns ADD COLUMN past INTEGER NOT NULL DEFAULT 0 CHECK (past IN (0, 1));
