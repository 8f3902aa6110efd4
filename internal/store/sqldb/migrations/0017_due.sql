-- What the calendar makes due is found without reading what it does not. docs/format/database.md explains every table.

CREATE INDEX record_version_arrived ON record_version (source, arrived, record_id) WHERE version = 1 AND body IS NOT NULL;

DROP INDEX suppression_state_now;
CREATE INDEX suppression_state_now ON suppression_state (until_pos, state, due);
DROP INDEX notice_state_now;
CREATE INDEX notice_state_now ON notice_state (until_pos, state, due);
DROP INDEX legal_hold_state_now;
CREATE INDEX legal_hold_state_now ON legal_hold_state (until_pos, state, due);
DROP INDEX term_state_now;
CREATE INDEX term_state_now ON term_state (until_pos, state, due);
