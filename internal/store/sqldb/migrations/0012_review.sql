-- What is kept around the review of a record. docs/format/database.md explains every table.

CREATE TABLE redress (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX redress_record ON redress (record_id);
CREATE INDEX redress_subject ON redress (subject);

CREATE TABLE redress_state (
    redress_id BIGINT NOT NULL REFERENCES redress (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (redress_id, from_pos)
);
CREATE INDEX redress_state_position ON redress_state (from_pos, leaf);
CREATE INDEX redress_state_now ON redress_state (until_pos, state);

CREATE TABLE enquiry (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX enquiry_record ON enquiry (record_id);
CREATE INDEX enquiry_subject ON enquiry (subject);

CREATE TABLE enquiry_state (
    enquiry_id BIGINT NOT NULL REFERENCES enquiry (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (enquiry_id, from_pos)
);
CREATE INDEX enquiry_state_position ON enquiry_state (from_pos, leaf);
CREATE INDEX enquiry_state_now ON enquiry_state (until_pos, state);

CREATE TABLE attachment (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX attachment_record ON attachment (record_id);
CREATE INDEX attachment_subject ON attachment (subject);

CREATE TABLE attachment_state (
    attachment_id BIGINT NOT NULL REFERENCES attachment (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (attachment_id, from_pos)
);
CREATE INDEX attachment_state_position ON attachment_state (from_pos, leaf);
CREATE INDEX attachment_state_now ON attachment_state (until_pos, state);

CREATE TABLE access (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    subject   TEXT   NOT NULL
);
CREATE INDEX access_record ON access (record_id);
CREATE INDEX access_subject ON access (subject);

CREATE TABLE access_state (
    access_id BIGINT NOT NULL REFERENCES access (id),
    from_pos BIGINT NOT NULL,
    until_pos BIGINT NOT NULL,
    leaf BIGINT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    salt BYTEA,
    commitment BYTEA NOT NULL,
    body TEXT,
    PRIMARY KEY (access_id, from_pos)
);
CREATE INDEX access_state_position ON access_state (from_pos, leaf);
CREATE INDEX access_state_now ON access_state (until_pos, state);
