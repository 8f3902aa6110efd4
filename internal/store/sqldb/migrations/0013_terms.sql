-- How long what is held against somebody stands. docs/format/database.md explains every table.

CREATE TABLE term (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX term_record ON term (record_id);
CREATE INDEX term_subject ON term (subject);

CREATE TABLE term_state (
    term_id BIGINT NOT NULL REFERENCES term (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (term_id, from_pos)
);
CREATE INDEX term_state_position ON term_state (from_pos, leaf);
CREATE INDEX term_state_now ON term_state (until_pos, state);
