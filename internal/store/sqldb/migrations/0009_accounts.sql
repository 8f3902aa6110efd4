-- Accounts, their secrets, and the keys of programs. docs/format/database.md explains every table.

CREATE TABLE account (
    id      BIGINT PRIMARY KEY,
    login   TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    body    TEXT   NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login);
CREATE UNIQUE INDEX account_subject ON account (subject) WHERE subject <> '';

CREATE TABLE account_secret (
    account_id BIGINT PRIMARY KEY REFERENCES account (id),
    body       TEXT NOT NULL
);

CREATE TABLE access_key (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    hash       BYTEA  NOT NULL,
    body       TEXT   NOT NULL
);
CREATE INDEX access_key_account ON access_key (account_id);
