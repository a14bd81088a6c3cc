import type { Database } from './database.ts';
import type { GateSettings } from './gate-settings.ts';
import { createHolds, type HeldRole, holdOf, ownerOf } from './holds.ts';
import type { JobRow } from './job-row.ts';
import { createReadiness } from './readiness.ts';
import { createWorking } from './working.ts';

/** What the jobs of a lane have in common, and so everything that can hold them together. */
type LaneRow = { id: number; project: string; repo: string; role: string; head: number };

/** The gates of a moment, as far as they hold whole lanes. */
type Gates = {
  settings: GateSettings;
  /** Projects, in lower case. */
  paused: ReadonlySet<string>;
  held: readonly HeldRole[];
  /** Projects at their limit, in lower case. */
  full: ReadonlySet<string>;
};

/** Takes the next job: of the highest priority the oldest that no gate holds. Costs the same however many wait. */
export function createClaim(db: Database) {
  const { follow } = createReadiness(db);
  const promoteDue = createPromotion(db);
  const readGates = createGateReader(db);
  const lanes = db.prepare<[], LaneRow>(
    `SELECT id, project, repo, role, head_id AS head FROM lanes INDEXED BY lanes_next
     WHERE open = 1 AND head_id IS NOT NULL ORDER BY head_priority DESC, head_id`,
  );
  // What is stored is believed for the choice only: the job itself is asked once more. By its column: compared with a
  // parameter, the view would be planned anew at every claim, which costs ten times as much.
  const take = db.prepare<{ id: number; now: string }, JobRow>(
    `UPDATE jobs SET status = 'running', lane = NULL, attempts = attempts + 1, run_id = NULL, pid = NULL,
       started_at = @now, finished_at = NULL
     WHERE id = @id AND EXISTS (SELECT 1 FROM ready_jobs r WHERE r.job_id = jobs.id) RETURNING *`,
  );
  const claim = (settings: GateSettings, now: string): JobRow | undefined => {
    follow(settings);
    promoteDue(now);
    const gates = readGates(settings, now);
    if (gates === undefined) return undefined;
    const passed = new Set<number>();
    for (;;) {
      const lane = findFirst(lanes.iterate(), (one) => !passed.has(one.id) && !isHeld(one, gates));
      if (lane === undefined) return undefined;
      const job = take.get({ id: lane.head, now });
      if (job !== undefined) return job;
      // It was stored wrong, which the reaper repairs and tells of; the others do not wait for that.
      passed.add(lane.id);
    }
  };
  const alone = db.transaction(claim);
  return {
    /** Jobs whose time has come stand in the queue again; gives the ids of their tasks. A claim does so as well. */
    promoteDue,
    claim: (settings: GateSettings, now: string) =>
      db.inTransaction ? claim(settings, now) : alone.immediate(settings, now),
  };
}

function createPromotion(db: Database) {
  // Named, since a plan made anew for each time, as after ANALYZE, costs more than the look itself.
  const promote = db
    .prepare<[string], number | null>(
      `UPDATE jobs SET available_at = NULL WHERE id IN (
         SELECT id FROM jobs INDEXED BY jobs_due WHERE status = 'queued' AND available_at <= ?) RETURNING task_id`,
    )
    .pluck();
  return (now: string): number[] => promote.all(now).filter((id) => id !== null);
}

/** Undefined where nothing at all can be claimed: no slot is free, or everything is paused. */
function createGateReader(db: Database) {
  const holds = createHolds(db);
  const working = createWorking(db);
  const scopes = db.prepare<[], string>('SELECT scope FROM pauses').pluck();
  return (settings: GateSettings, now: string): Gates | undefined => {
    const { slots, pay, perProject } = settings;
    if (working.count() >= slots) return undefined;
    const paused = new Set(scopes.all().map((scope) => scope.toLowerCase()));
    if (paused.has('*')) return undefined;
    const counts = perProject === null ? [] : [...working.countByProject(pay)];
    const full = counts.filter(([, count]) => count >= (perProject ?? slots)).map(([project]) => project);
    return { settings, paused, held: holds.listAt(pay, now), full: new Set(full) };
  };
}

function isHeld({ project, repo, role }: LaneRow, { settings, paused, held, full }: Gates): boolean {
  const { repos, pay } = settings;
  if (!repos.includes(repo)) return true;
  const task = { project: project === '' ? null : project, repo, role };
  if (held.length > 0 && holdOf(held, pay, task) !== null) return true;
  if (full.size + paused.size === 0) return false;
  const named = project.toLowerCase();
  const owner = ownerOf(pay, task) ?? named;
  // Also by the name that its project had: taking that out of the settings lifts no pause.
  return paused.has(owner) || paused.has(named) || full.has(owner);
}

function findFirst<T>(rows: Iterable<T>, test: (row: T) => boolean): T | undefined {
  for (const row of rows) if (test(row)) return row;
  return undefined;
}
