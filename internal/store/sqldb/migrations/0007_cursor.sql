-- How far other databases have been read. docs/format/database.md explains every table.

CREATE TABLE read_cursor (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
); -- clustered
