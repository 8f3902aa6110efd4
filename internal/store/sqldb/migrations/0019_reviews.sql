-- What is to be reviewed, in the order of its days. docs/format/database.md explains every table. The program fills the days of
-- ties when it takes this step.

ALTER TABLE tie ADD COLUMN review BIGINT NOT NULL DEFAULT 0;
CREATE INDEX tie_review ON tie (until_pos, review, mark);

DROP INDEX term_state_now;
CREATE INDEX term_state_now ON term_state (until_pos, state, due, term_id);
