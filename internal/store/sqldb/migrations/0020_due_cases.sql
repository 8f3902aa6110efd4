-- Cases in the order in which their next step falls due, the case that a ruling says is repeated, and what a lookback found in the order
-- of its alerts. docs/format/database.md explains every table. The program fills what follows from bodies when it takes this step.

ALTER TABLE case_state ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
UPDATE case_state SET since = coalesce((SELECT time FROM event WHERE position = coalesce(
    (SELECT max(earlier.until_pos) FROM case_state AS earlier
     WHERE earlier.case_id = case_state.case_id AND earlier.until_pos <= case_state.from_pos AND earlier.workflow <> case_state.workflow),
    (SELECT opened FROM case_file WHERE id = case_state.case_id))), 0);
CREATE INDEX case_state_due ON case_state (workflow, since, case_id) WHERE until_pos = 9223372036854775807 AND body IS NOT NULL;
CREATE INDEX case_state_due_mine ON case_state (assignee, workflow, since, case_id) WHERE until_pos = 9223372036854775807 AND body IS NOT NULL;

ALTER TABLE ruling ADD COLUMN repeats BIGINT NOT NULL DEFAULT 0;
CREATE INDEX ruling_repeats ON ruling (repeats) WHERE repeats <> 0;

DROP INDEX alert_state_run;
CREATE INDEX alert_state_run ON alert_state (run_id, alert_id);
DROP INDEX path_alert_state_run;
CREATE INDEX path_alert_state_run ON path_alert_state (run_id, alert_id);
