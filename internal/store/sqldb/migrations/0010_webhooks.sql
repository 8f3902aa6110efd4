-- Webhooks, how far each has been told, and requests that are to be done once. docs/format/database.md explains every table.

CREATE TABLE webhook (
    id   BIGINT PRIMARY KEY,
    body TEXT   NOT NULL
);

CREATE TABLE webhook_delivery (
    webhook BIGINT PRIMARY KEY,
    body    TEXT   NOT NULL
);

CREATE TABLE webhook_dead_letter (
    webhook  BIGINT NOT NULL,
    position BIGINT NOT NULL,
    body     TEXT   NOT NULL,
    PRIMARY KEY (webhook, position)
);

CREATE TABLE request (
    caller TEXT   NOT NULL,
    key    TEXT   NOT NULL,
    hash   TEXT   NOT NULL,
    done   BIGINT NOT NULL,
    made   BIGINT NOT NULL,
    PRIMARY KEY (caller, key)
);
CREATE INDEX request_made ON request (made);
