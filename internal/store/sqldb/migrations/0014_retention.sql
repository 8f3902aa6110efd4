-- For what records are held and how long. docs/format/database.md explains every table.

CREATE TABLE retention_rule (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX retention_rule_record ON retention_rule (record_id);
CREATE INDEX retention_rule_subject ON retention_rule (subject);

CREATE TABLE retention_rule_state (
    retention_rule_id BIGINT NOT NULL REFERENCES retention_rule (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (retention_rule_id, from_pos)
);
CREATE INDEX retention_rule_state_position ON retention_rule_state (from_pos, leaf);
CREATE INDEX retention_rule_state_now ON retention_rule_state (until_pos, state);
