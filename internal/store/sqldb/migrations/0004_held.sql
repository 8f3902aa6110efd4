-- Editions that the guard holds back. docs/format/database.md explains every table.

CREATE TABLE held_edition (
    id      BIGINT PRIMARY KEY,
    list    TEXT   NOT NULL,
    edition TEXT   NOT NULL,
    state   TEXT   NOT NULL,
    body    TEXT   NOT NULL
);
CREATE INDEX held_edition_bytes ON held_edition (list, edition);
