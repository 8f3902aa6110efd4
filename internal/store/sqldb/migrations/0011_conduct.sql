-- What is kept beside cases and rulings, each kind with every state it has had. docs/format/database.md explains every table.

CREATE TABLE suppression (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX suppression_record ON suppression (record_id);
CREATE INDEX suppression_subject ON suppression (subject);

CREATE TABLE suppression_state (
    suppression_id BIGINT NOT NULL REFERENCES suppression (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (suppression_id, from_pos)
);
CREATE INDEX suppression_state_position ON suppression_state (from_pos, leaf);
CREATE INDEX suppression_state_now ON suppression_state (until_pos, state);

CREATE TABLE protection (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX protection_record ON protection (record_id);
CREATE INDEX protection_subject ON protection (subject);

CREATE TABLE protection_state (
    protection_id BIGINT NOT NULL REFERENCES protection (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (protection_id, from_pos)
);
CREATE INDEX protection_state_position ON protection_state (from_pos, leaf);
CREATE INDEX protection_state_now ON protection_state (until_pos, state);

CREATE TABLE disclosure (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX disclosure_record ON disclosure (record_id);
CREATE INDEX disclosure_subject ON disclosure (subject);

CREATE TABLE disclosure_state (
    disclosure_id BIGINT NOT NULL REFERENCES disclosure (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (disclosure_id, from_pos)
);
CREATE INDEX disclosure_state_position ON disclosure_state (from_pos, leaf);
CREATE INDEX disclosure_state_now ON disclosure_state (until_pos, state);

CREATE TABLE notice (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX notice_record ON notice (record_id);
CREATE INDEX notice_subject ON notice (subject);

CREATE TABLE notice_state (
    notice_id BIGINT NOT NULL REFERENCES notice (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (notice_id, from_pos)
);
CREATE INDEX notice_state_position ON notice_state (from_pos, leaf);
CREATE INDEX notice_state_now ON notice_state (until_pos, state);

CREATE TABLE legal_hold (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX legal_hold_record ON legal_hold (record_id);
CREATE INDEX legal_hold_subject ON legal_hold (subject);

CREATE TABLE legal_hold_state (
    legal_hold_id BIGINT NOT NULL REFERENCES legal_hold (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (legal_hold_id, from_pos)
);
CREATE INDEX legal_hold_state_position ON legal_hold_state (from_pos, leaf);
CREATE INDEX legal_hold_state_now ON legal_hold_state (until_pos, state);

CREATE TABLE erasure (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX erasure_record ON erasure (record_id);
CREATE INDEX erasure_subject ON erasure (subject);

CREATE TABLE erasure_state (
    erasure_id BIGINT NOT NULL REFERENCES erasure (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (erasure_id, from_pos)
);
CREATE INDEX erasure_state_position ON erasure_state (from_pos, leaf);
CREATE INDEX erasure_state_now ON erasure_state (until_pos, state);

CREATE TABLE case_reliance (
    evidence TEXT   NOT NULL,
    case_id  BIGINT NOT NULL,
    PRIMARY KEY (evidence, case_id)
);
CREATE INDEX case_reliance_case ON case_reliance (case_id);

CREATE TABLE follower (
    name     TEXT PRIMARY KEY,
    position BIGINT NOT NULL
);
