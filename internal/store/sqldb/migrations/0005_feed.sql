-- Where the editions of lists come from. docs/format/database.md explains every table.

CREATE TABLE feed (
    list TEXT PRIMARY KEY,
    body TEXT NOT NULL
); -- clustered
