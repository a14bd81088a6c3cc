import type { Database } from './database.ts';
import type { RunRow } from './runs.ts';

export type SpentRow = { project: string | null; repo: string; usd: number };
/** What the runs of one group took. `unknown` counts those whose cost nobody knows. */
export type CostRow = {
  name: string | null;
  runs: number;
  unknown: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
  costUsd: number;
  /** Whether some of the cost is an estimate of ours. */
  estimated: 0 | 1;
};

const groups = {
  task: `COALESCE(t.work_item_id, 'task ' || t.id)`,
  repository: 't.repo',
  day: 'substr(r.started_at, 1, 10)',
  role: 'r.agent',
  model: 'r.model',
} as const;
export type CostGroup = keyof typeof groups;

const sums = `COUNT(*) AS runs,
  SUM(r.cost_usd IS NULL) AS unknown, MAX(COALESCE(r.input_tokens, r.output_tokens, r.cost_usd) IS NOT NULL) AS told,
  COALESCE(SUM(r.input_tokens), 0) AS inputTokens, COALESCE(SUM(r.output_tokens), 0) AS outputTokens,
  COALESCE(SUM(r.cache_read_tokens), 0) AS cacheReadTokens,
  COALESCE(SUM(r.cache_creation_tokens), 0) AS cacheCreationTokens,
  COALESCE(SUM(r.cost_usd), 0) AS costUsd, MAX(COALESCE(r.cost_basis = 'estimated', 0)) AS estimated`;

/** So many runs tell what a model costs: all of them would be summed anew each time a living one is looked at. */
const PRICED_BY = 100;

/** What runs cost, read from `agent_runs`, and `budget_raises`. A run counts on the UTC day on which it began. */
export function createSpending(db: Database) {
  const ofTask = db
    .prepare<[number], number>('SELECT COALESCE(SUM(cost_usd), 0) FROM agent_runs WHERE task_id = ?')
    .pluck();
  const since = db.prepare<[string], SpentRow>(
    `SELECT t.project, COALESCE(t.repo, (SELECT j.repo FROM jobs j WHERE j.id = r.job_id), '') AS repo, SUM(r.cost_usd) AS usd FROM agent_runs r
     LEFT JOIN tasks t ON t.id = r.task_id WHERE r.started_at >= ? AND r.cost_usd > 0 GROUP BY 1, 2`,
  );
  const raise = db.prepare(
    `INSERT INTO budget_raises (day, scope, usd, who, at) VALUES (@day, @scope, @usd, @who, @now)
     ON CONFLICT (day, scope) DO UPDATE SET usd = @usd, who = @who, at = @now`,
  );
  const raised = db
    .prepare<[string, string], number>('SELECT usd FROM budget_raises WHERE day = ? AND scope = ?')
    .pluck();
  const grouped = Object.fromEntries(
    Object.entries(groups).map(([group, column]) => [
      group,
      db.prepare<[{ since: string; taskId: number | null }], CostRow>(
        `SELECT ${column} AS name, ${sums} FROM agent_runs r LEFT JOIN tasks t ON t.id = r.task_id
         WHERE r.effect_id IS NULL AND COALESCE(r.started_at, '') >= @since AND (@taskId IS NULL OR r.task_id = @taskId)
         GROUP BY 1 HAVING told ORDER BY ${group === 'day' ? '1 DESC' : 'costUsd DESC, 1'}`,
      ),
    ]),
  );
  const ofModel = db.prepare<[string], Omit<CostRow, 'name'>>(
    `SELECT ${sums} FROM (SELECT * FROM agent_runs WHERE model = ? AND cost_basis = 'told' AND cost_usd > 0
       ORDER BY id DESC LIMIT ${PRICED_BY}) r`,
  );
  const unpriced = db.prepare<[string], RunRow>(
    `SELECT * FROM agent_runs WHERE model = ? AND account IS NOT NULL AND finished_at IS NOT NULL AND cost_usd IS NULL
       AND output_tokens IS NOT NULL`,
  );
  const setEstimate = db.prepare(
    `UPDATE agent_runs SET cost_usd = ?, cost_basis = 'estimated' WHERE id = ? AND cost_usd IS NULL`,
  );
  return {
    ofTask: (taskId: number): number => ofTask.get(taskId) ?? 0,
    /** By project and repository, for those who know which project a task without one belongs to. */
    listSince: (time: string) => since.all(time),
    raise: (raised: { day: string; scope: string; usd: number; who: string }, now: string) =>
      raise.run({ ...raised, now }),
    /** What a person let the day's budget of a project, or of all (`*`), become; null where nobody did. */
    findRaised: (day: string, scope: string): number | null => raised.get(day, scope) ?? null,
    list: (group: CostGroup, { since, taskId }: { since: string; taskId: number | null }): CostRow[] =>
      grouped[group]?.all({ since, taskId }) ?? [],
    /** What the latest runs of a model were told to have cost. */
    ofModel: (model: string) => ofModel.get(model),
    /** Ended runs of a model that told their tokens while nobody knew what those cost. */
    listUnpriced: (model: string) => unpriced.all(model),
    setEstimate: (id: number, costUsd: number) => setEstimate.run(costUsd, id),
  };
}
