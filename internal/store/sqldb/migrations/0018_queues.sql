-- Queues in their order, and how much is in them. docs/format/database.md explains every table. The program fills what
-- follows from bodies when it takes this step.

CREATE TABLE alert_place (
    alert_id BIGINT NOT NULL,
    place    BIGINT NOT NULL,
    list     TEXT   NOT NULL,
    strength TEXT   NOT NULL,
    PRIMARY KEY (alert_id)
); -- clustered
CREATE INDEX alert_place_order ON alert_place (place, alert_id);
CREATE INDEX alert_place_part ON alert_place (list, strength, place, alert_id);

CREATE TABLE path_alert_place (
    alert_id BIGINT NOT NULL,
    place    BIGINT NOT NULL,
    list     TEXT   NOT NULL,
    strength TEXT   NOT NULL,
    PRIMARY KEY (alert_id)
); -- clustered
CREATE INDEX path_alert_place_order ON path_alert_place (place, alert_id);

CREATE TABLE kept_count (
    kind TEXT   NOT NULL,
    part TEXT   NOT NULL,
    n    BIGINT NOT NULL,
    PRIMARY KEY (kind, part)
); -- clustered
INSERT INTO kept_count (kind, part, n) SELECT 'alert', state, count(*) FROM alert_state WHERE until_pos = 9223372036854775807 GROUP BY state;
INSERT INTO kept_count (kind, part, n) SELECT 'path alert', state, count(*) FROM path_alert_state WHERE until_pos = 9223372036854775807 GROUP BY state;
INSERT INTO kept_count (kind, part, n) SELECT 'case', workflow, count(*) FROM case_state WHERE until_pos = 9223372036854775807 GROUP BY workflow;

ALTER TABLE ruling_state ADD COLUMN state TEXT NOT NULL DEFAULT '';
UPDATE ruling_state SET state = 'awaiting second person' WHERE body LIKE '%"State":"awaiting second person"%';
CREATE INDEX ruling_state_now ON ruling_state (until_pos, state, ruling_id);

CREATE INDEX case_state_now ON case_state (until_pos, case_id);
CREATE INDEX case_state_work ON case_state (until_pos, workflow, case_id);
CREATE INDEX case_state_mine ON case_state (until_pos, assignee, case_id);
CREATE INDEX run_state ON run (state, id);
