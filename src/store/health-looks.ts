import type { Database } from './database.ts';
import type { RunRow } from './runs.ts';

/** A look is no run of its task, which may have another one meanwhile: its name alone tells whose it is. */
const prefix = 'health-';

function nameLook(deploymentId: number, suffix: string): string {
  return `${prefix}${deploymentId}-${suffix}`;
}

function deploymentOfLook({ agent, name }: RunRow): number | null {
  if (agent !== 'health' || name === null || !name.startsWith(prefix)) return null;
  return Number.parseInt(name.slice(prefix.length), 10);
}

/** The rows of `agent_runs` that health commands have. */
export function createHealthLooks(db: Database) {
  // A point comes right after the dash, so these are the names of this one deployment.
  const ofDeployment = `name >= @first AND name < @end`;
  const bounds = (id: number) => ({ first: `${prefix}${id}-`, end: `${prefix}${id}.` });
  const latest = db.prepare<[ReturnType<typeof bounds>], RunRow>(
    `SELECT * FROM agent_runs WHERE ${ofDeployment} ORDER BY id DESC LIMIT 1`,
  );
  const outcomes = db
    .prepare<[ReturnType<typeof bounds> & { limit: number }], string | null>(
      `SELECT outcome FROM agent_runs WHERE ${ofDeployment} AND finished_at IS NOT NULL ORDER BY id DESC LIMIT @limit`,
    )
    .pluck();
  const live = db.prepare<[], RunRow>(
    `SELECT * FROM agent_runs WHERE agent = 'health' AND name IS NOT NULL AND finished_at IS NULL ORDER BY id`,
  );
  const forget = db.prepare(
    `DELETE FROM agent_runs WHERE ${ofDeployment} AND outcome = 'completed' AND id < @before`,
  );
  return {
    name: nameLook,
    /** Whose release it looks at; null for any other run. */
    deploymentOf: deploymentOfLook,
    findLatest: (deploymentId: number) => latest.get(bounds(deploymentId)),
    listLive: () => live.all(),
    /** How often in a row, up to `limit`, the latest ended so. */
    countLatest: (deploymentId: number, outcome: string, limit: number): number => {
      const found = outcomes.all({ ...bounds(deploymentId), limit });
      const other = found.findIndex((one) => one !== outcome);
      return other === -1 ? found.length : other;
    },
    /** Of good ones the latest is enough: `health_checks` has them all. */
    forgetGoodBefore: (deploymentId: number, runId: number) =>
      forget.run({ ...bounds(deploymentId), before: runId }),
  };
}
