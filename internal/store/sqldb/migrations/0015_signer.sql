-- Who may sign the journal, and under which fence each checkpoint was signed. docs/format/database.md explains every table.

CREATE TABLE signer_lease (
    id      BIGINT PRIMARY KEY,
    holder  TEXT   NOT NULL,
    key_id  TEXT   NOT NULL,
    fence   BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    wanted  BIGINT NOT NULL
);

ALTER TABLE checkpoint ADD COLUMN fence BIGINT NOT NULL DEFAULT 0;
