import { isFinished, roleAt, roles, stages } from '../../src/domain/stage.ts';
import type { Database } from '../../src/store/database.ts';
import { createHolds, ownerOf } from '../../src/store/holds.ts';
import type { JobRow } from '../../src/store/jobs.ts';
import type { GateSettings } from '../../src/store/standings.ts';
import { createWorking } from '../../src/store/working.ts';

const knownRoles = JSON.stringify(roles);
const workers = stages
  .filter((stage) => !isFinished(stage))
  .map((stage) => `('${stage}', '${roleAt(stage)}')`)
  .join(', ');

/** Every gate asked of every job: what a claim must choose, without anything that is stored beside the rows. */
const plainSql = `
SELECT * FROM jobs WHERE (SELECT COUNT(*) FROM jobs WHERE status = 'running') < @slots AND id = (
  SELECT j.id FROM jobs j INDEXED BY jobs_next LEFT JOIN tasks t ON t.id = j.task_id
  WHERE j.status = 'queued' AND (j.available_at IS NULL OR j.available_at <= @now)
    AND j.agent IN (SELECT value FROM json_each('${knownRoles}'))
    AND j.repo IN (SELECT value FROM json_each(@repos))
    AND NOT EXISTS (SELECT 1 FROM pauses p WHERE p.scope = '*' OR lower(p.scope) = lower(t.project)
      OR lower(p.scope) = CASE WHEN lower(t.project) IN (SELECT value FROM json_each(@projects)) THEN lower(t.project)
        ELSE COALESCE((SELECT o.value FROM json_each(@owners) o WHERE o.key = j.repo), lower(t.project)) END)
    AND NOT EXISTS (SELECT 1 FROM json_each(@held) h WHERE h.value ->> 'role' = j.agent
      AND CASE WHEN lower(t.project) IN (SELECT value FROM json_each(@projects)) THEN h.value ->> 'project' = lower(t.project)
        ELSE h.value ->> 'first' AND h.value ->> 'repo' = j.repo END)
    AND NOT CASE WHEN lower(t.project) IN (SELECT value FROM json_each(@projects))
      THEN lower(t.project) IN (SELECT value FROM json_each(@full)) ELSE j.repo IN (SELECT value FROM json_each(@fullRepos)) END
    AND (j.task_id IS NULL OR (
      (t.stage, j.agent) IN (VALUES ${workers}) AND COALESCE(t.step, 'work') = 'work'
      AND t.attention IS NULL AND t.stop_requested IS NULL
      AND NOT EXISTS (SELECT 1 FROM jobs r WHERE r.task_id = j.task_id AND r.status = 'running')
      AND NOT EXISTS (SELECT 1 FROM agent_runs r WHERE r.task_id = j.task_id AND r.name IS NOT NULL AND r.finished_at IS NULL)
      AND (NOT @dependencies OR (
        NOT EXISTS (SELECT 1 FROM awaited_items a WHERE a.task_id = j.task_id)
        AND NOT EXISTS (
          SELECT 1 FROM job_deps d JOIN tasks b ON b.id = d.depends_on_task_id
          WHERE d.task_id = j.task_id AND b.stage IS NOT NULL AND b.stage <> 'done')))
      AND (j.agent <> 'analyst' OR t.started_at IS NOT NULL OR (
        NOT EXISTS (SELECT 1 FROM repo_freeze f WHERE f.repo = j.repo AND f.cleared_at IS NULL)
        AND (NOT @serial OR (@serialRepos IS NOT NULL AND j.repo NOT IN (SELECT value FROM json_each(@serialRepos)))
          OR NOT EXISTS (
            SELECT 1 FROM tasks o WHERE o.repo = j.repo AND o.id <> t.id AND o.started_at IS NOT NULL
              AND o.stage IS NOT NULL AND o.stage NOT IN ('done', 'cancelled'))))))
    )
  ORDER BY j.priority DESC, j.id LIMIT 1)`;

export function createPlainClaim(db: Database): (gates: GateSettings, now: string) => JobRow | undefined {
  const holds = createHolds(db);
  const working = createWorking(db);
  const choose = db.prepare<[Record<string, unknown>], JobRow>(plainSql);
  return (gates, now) => {
    const { perProject, pay } = gates;
    const counts = perProject === null ? [] : [...working.countByProject(pay)];
    const full = counts.flatMap(([project, count]) => (count >= (perProject ?? 0) ? project : []));
    const named = pay.roles.map(({ project }) => project);
    return choose.get({
      now,
      slots: gates.slots,
      repos: JSON.stringify(gates.repos),
      held: JSON.stringify(holds.listAt(pay, now)),
      projects: JSON.stringify(named),
      full: JSON.stringify(full),
      owners: JSON.stringify(
        Object.fromEntries(
          gates.repos.flatMap((repo) => {
            const owner = ownerOf(pay, { project: null, repo });
            return owner === null ? [] : [[repo, owner]];
          }),
        ),
      ),
      fullRepos: JSON.stringify(
        gates.repos.filter((repo) => full.includes(ownerOf(pay, { project: null, repo }) ?? '')),
      ),
      dependencies: gates.dependencies ? 1 : 0,
      serial: gates.serial === 'off' ? 0 : 1,
      serialRepos: Array.isArray(gates.serial) ? JSON.stringify(gates.serial) : null,
    });
  };
}
