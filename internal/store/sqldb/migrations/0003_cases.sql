-- Cases, their history, and the rulings on them. docs/format/database.md explains every table.

CREATE TABLE case_file (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    opened    BIGINT NOT NULL
);
CREATE UNIQUE INDEX case_file_record ON case_file (record_id);

CREATE TABLE case_state (
    case_id    BIGINT NOT NULL REFERENCES case_file (id),
    from_pos   BIGINT NOT NULL,
    until_pos  BIGINT NOT NULL,
    leaf       BIGINT NOT NULL,
    workflow   TEXT   NOT NULL,
    assignee   TEXT   NOT NULL,
    salt       BYTEA,
    commitment BYTEA  NOT NULL,
    body       TEXT,
    PRIMARY KEY (case_id, from_pos)
);
CREATE INDEX case_state_position ON case_state (from_pos, leaf);

CREATE TABLE case_entry (
    case_id    BIGINT NOT NULL REFERENCES case_file (id),
    position   BIGINT NOT NULL,
    leaf       BIGINT NOT NULL,
    salt       BYTEA,
    commitment BYTEA  NOT NULL,
    body       TEXT,
    PRIMARY KEY (case_id, position, leaf)
);
CREATE INDEX case_entry_position ON case_entry (position, leaf);

CREATE TABLE ruling (
    id      BIGINT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES case_file (id)
);
CREATE INDEX ruling_case ON ruling (case_id);

CREATE TABLE ruling_state (
    ruling_id  BIGINT NOT NULL REFERENCES ruling (id),
    from_pos   BIGINT NOT NULL,
    until_pos  BIGINT NOT NULL,
    leaf       BIGINT NOT NULL,
    salt       BYTEA,
    commitment BYTEA  NOT NULL,
    body       TEXT,
    PRIMARY KEY (ruling_id, from_pos)
);
CREATE INDEX ruling_state_position ON ruling_state (from_pos, leaf);
