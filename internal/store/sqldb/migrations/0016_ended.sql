-- Records that ended: their source system has let go of them. docs/format/database.md explains every table.

CREATE TABLE record_ended (
    record_id  BIGINT NOT NULL,
    from_pos   BIGINT NOT NULL,
    until_pos  BIGINT NOT NULL,
    leaf       BIGINT NOT NULL,
    reason     TEXT   NOT NULL,
    salt       BYTEA,
    commitment BYTEA  NOT NULL,
    PRIMARY KEY (record_id, from_pos)
);
CREATE INDEX record_ended_position ON record_ended (from_pos, leaf);
