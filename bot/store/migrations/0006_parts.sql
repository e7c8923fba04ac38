-- What is known of every option, kept as the prompts' counts are, so that a choice costs the same however long the
-- history is: under each model over all prompts, and within each prompt. And what a notice said.

CREATE TABLE part_counts (
    part_id    INTEGER NOT NULL REFERENCES parts (id),
    model      TEXT NOT NULL,
    trials     INTEGER NOT NULL DEFAULT 0, -- settled with a reward
    likes      INTEGER NOT NULL DEFAULT 0, -- rewards of 1
    misses     REAL NOT NULL DEFAULT 0,    -- the weights of the others
    PRIMARY KEY (part_id, model)
) STRICT, WITHOUT ROWID;
INSERT INTO part_counts (part_id, model, trials, likes, misses)
    SELECT part_id, model, COUNT(*), SUM(reward), coalesce(SUM(weight) FILTER (WHERE reward = 0), 0.0)
    FROM picture_parts JOIN pictures ON pictures.id = picture_id
    WHERE reward IS NOT NULL AND kind IN ('trial', 'study') GROUP BY part_id, model;

CREATE TABLE prompt_part_counts (
    prompt_id  INTEGER NOT NULL REFERENCES prompts (id),
    part_id    INTEGER NOT NULL REFERENCES parts (id),
    model      TEXT NOT NULL,
    trials     INTEGER NOT NULL DEFAULT 0,
    likes      INTEGER NOT NULL DEFAULT 0,
    misses     REAL NOT NULL DEFAULT 0,
    PRIMARY KEY (prompt_id, part_id, model)
) STRICT, WITHOUT ROWID;
INSERT INTO prompt_part_counts (prompt_id, part_id, model, trials, likes, misses)
    SELECT prompt_id, part_id, model, COUNT(*), SUM(reward), coalesce(SUM(weight) FILTER (WHERE reward = 0), 0.0)
    FROM picture_parts JOIN pictures ON pictures.id = picture_id
    WHERE reward IS NOT NULL AND kind IN ('trial', 'study') GROUP BY prompt_id, part_id, model;
DROP INDEX picture_parts_by_part;

ALTER TABLE notices ADD COLUMN said TEXT; -- the notice in English; NULL where an earlier version told it
