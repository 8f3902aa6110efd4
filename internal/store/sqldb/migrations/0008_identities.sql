-- Proposals about who parties of networks are. docs/format/database.md explains every table.

CREATE TABLE identity_proposal (
    id        BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL
);
CREATE INDEX identity_proposal_record ON identity_proposal (record_id);

CREATE TABLE identity_proposal_state (
    proposal_id BIGINT NOT NULL REFERENCES identity_proposal (id),
    from_pos    BIGINT NOT NULL,
    until_pos   BIGINT NOT NULL,
    leaf        BIGINT NOT NULL,
    salt        BYTEA,
    commitment  BYTEA  NOT NULL,
    body        TEXT,
    PRIMARY KEY (proposal_id, from_pos)
);
CREATE INDEX identity_proposal_state_position ON identity_proposal_state (from_pos, leaf);
