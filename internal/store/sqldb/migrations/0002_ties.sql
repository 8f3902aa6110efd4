-- Ties, networks, and the alerts that paths over ties open. docs/format/database.md explains every table.

CREATE TABLE tie (
    mark       BIGINT PRIMARY KEY,
    id         TEXT   NOT NULL,
    from_pos   BIGINT NOT NULL,
    until_pos  BIGINT NOT NULL,
    subject    TEXT   NOT NULL,
    object     TEXT   NOT NULL,
    salt       BYTEA,
    commitment BYTEA  NOT NULL,
    body       TEXT
);
CREATE UNIQUE INDEX tie_id ON tie (id);
CREATE INDEX tie_subject ON tie (subject);
CREATE INDEX tie_object ON tie (object);
CREATE INDEX tie_until ON tie (until_pos, mark) WHERE until_pos < 9223372036854775807;

CREATE TABLE tie_batch (
    position  BIGINT PRIMARY KEY,
    last_mark BIGINT NOT NULL
);

CREATE TABLE tie_superseded (
    id        TEXT   NOT NULL,
    position  BIGINT NOT NULL,
    successor TEXT   NOT NULL,
    PRIMARY KEY (id, successor)
); -- clustered

CREATE TABLE tie_retraction (
    id         TEXT PRIMARY KEY,
    position   BIGINT NOT NULL,
    salt       BYTEA,
    commitment BYTEA  NOT NULL,
    body       TEXT
); -- clustered
CREATE INDEX tie_retraction_position ON tie_retraction (position);

CREATE TABLE network_part (
    kind       TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    from_pos   BIGINT NOT NULL,
    until_pos  BIGINT NOT NULL,
    leaf       BIGINT NOT NULL,
    salt       BYTEA,
    commitment BYTEA  NOT NULL,
    body       TEXT,
    PRIMARY KEY (kind, id, from_pos)
);
CREATE INDEX network_part_position ON network_part (from_pos, leaf);

CREATE TABLE path_alert (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    target    TEXT   NOT NULL,
    opened    BIGINT NOT NULL
);
CREATE UNIQUE INDEX path_alert_pair ON path_alert (record_id, target);
CREATE INDEX path_alert_target ON path_alert (target, record_id);

CREATE TABLE path_alert_state (
    alert_id   BIGINT NOT NULL REFERENCES path_alert (id),
    from_pos   BIGINT NOT NULL,
    until_pos  BIGINT NOT NULL,
    leaf       BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    run_id     BIGINT NOT NULL,
    salt       BYTEA,
    commitment BYTEA  NOT NULL,
    body       TEXT,
    PRIMARY KEY (alert_id, from_pos)
);
CREATE INDEX path_alert_state_position ON path_alert_state (from_pos, leaf);
CREATE INDEX path_alert_state_run ON path_alert_state (run_id);

CREATE TABLE path_alert_tie (
    tie_id   TEXT   NOT NULL,
    alert_id BIGINT NOT NULL,
    PRIMARY KEY (tie_id, alert_id)
); -- clustered
