-- The first form of the database. One text for PostgreSQL and SQLite; docs/format/database.md explains
-- every table. For SQLite "BIGINT PRIMARY KEY" becomes the row number itself, and a table whose last line
-- is marked "clustered" is kept in the order of its primary key.
--
-- Rows that hold from one point on have from_ and until_ columns: until_ is 9223372036854775807 while they hold.

CREATE TABLE event (
    position BIGINT PRIMARY KEY,
    time     BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    actor    TEXT   NOT NULL,
    subject  TEXT   NOT NULL,
    body     TEXT   NOT NULL
);
CREATE INDEX event_time ON event (time);

CREATE TABLE tree_hash (
    idx  BIGINT PRIMARY KEY,
    hash BYTEA  NOT NULL
);

CREATE TABLE checkpoint (
    size   BIGINT PRIMARY KEY,
    signed TEXT   NOT NULL
);

CREATE TABLE edition (
    list     TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    id       TEXT   NOT NULL,
    position BIGINT NOT NULL,
    body     TEXT   NOT NULL,
    PRIMARY KEY (list, seq)
);
CREATE INDEX edition_id ON edition (id);

CREATE TABLE entry_version (
    list      TEXT   NOT NULL,
    entry_id  TEXT   NOT NULL,
    from_seq  BIGINT NOT NULL,
    until_seq BIGINT NOT NULL,
    digest    TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    PRIMARY KEY (list, entry_id, from_seq)
);

CREATE TABLE record_key (
    ref       TEXT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    version   BIGINT NOT NULL,
    digest    BYTEA  NOT NULL
); -- clustered
CREATE INDEX record_key_record ON record_key (record_id);

CREATE TABLE record_version (
    mark       BIGINT PRIMARY KEY,
    record_id  BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    from_pos   BIGINT NOT NULL,
    until_pos  BIGINT NOT NULL,
    source     TEXT   NOT NULL,
    source_key TEXT   NOT NULL,
    arrived    BIGINT NOT NULL,
    salt       BYTEA,
    commitment BYTEA  NOT NULL,
    body       TEXT
);
CREATE UNIQUE INDEX record_version_record ON record_version (record_id, version);

CREATE TABLE record_source (
    source TEXT PRIMARY KEY
);

CREATE TABLE record_batch (
    position    BIGINT NOT NULL,
    source      TEXT   NOT NULL,
    total       BIGINT NOT NULL,
    last_mark   BIGINT NOT NULL,
    last_record BIGINT NOT NULL,
    PRIMARY KEY (position, source)
); -- clustered
CREATE INDEX record_batch_source ON record_batch (source, position);

CREATE TABLE alert (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL,
    list      TEXT   NOT NULL,
    entry_id  TEXT   NOT NULL,
    opened    BIGINT NOT NULL
);
CREATE UNIQUE INDEX alert_pair ON alert (record_id, list, entry_id);
CREATE INDEX alert_entry ON alert (list, entry_id, record_id);

CREATE TABLE alert_state (
    alert_id   BIGINT NOT NULL REFERENCES alert (id),
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
CREATE INDEX alert_state_position ON alert_state (from_pos, leaf);
CREATE INDEX alert_state_run ON alert_state (run_id);

CREATE TABLE run (
    id    BIGINT PRIMARY KEY,
    state TEXT   NOT NULL,
    body  TEXT   NOT NULL
);

CREATE TABLE run_unit (
    run_id   BIGINT NOT NULL REFERENCES run (id),
    no       BIGINT NOT NULL,
    after_id BIGINT NOT NULL,
    last_id  BIGINT NOT NULL,
    finished BIGINT NOT NULL,
    matcher  TEXT   NOT NULL,
    counts   TEXT   NOT NULL,
    PRIMARY KEY (run_id, no)
);

CREATE TABLE policy (
    version  BIGINT PRIMARY KEY,
    approved BIGINT NOT NULL,
    body     TEXT   NOT NULL
);

CREATE TABLE blob (
    hash TEXT PRIMARY KEY,
    id   BIGINT NOT NULL,
    size BIGINT NOT NULL
);

CREATE TABLE blob_chunk (
    blob_id BIGINT NOT NULL,
    no      BIGINT NOT NULL,
    data    BYTEA  NOT NULL,
    PRIMARY KEY (blob_id, no)
);
