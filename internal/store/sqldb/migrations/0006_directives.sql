-- Orders of heightened scrutiny. docs/format/database.md explains every table.

CREATE TABLE directive (
    id BIGINT PRIMARY KEY
);

CREATE TABLE directive_state (
    directive_id BIGINT NOT NULL REFERENCES directive (id),
    from_pos     BIGINT NOT NULL,
    until_pos    BIGINT NOT NULL,
    leaf         BIGINT NOT NULL,
    salt         BYTEA,
    commitment   BYTEA  NOT NULL,
    body         TEXT,
    PRIMARY KEY (directive_id, from_pos)
);
CREATE INDEX directive_state_position ON directive_state (from_pos, leaf);
