import type { CostGroup, CostRow } from '../store/spending.ts';
import { toStoredTime } from '../stored-time.ts';
import type { ReadContext } from './describe-task.ts';

export const costPeriods = ['today', 'week', 'month'] as const;
type CostPeriod = (typeof costPeriods)[number];

/** What is asked for: a task, a period, or, with neither, today and the last 30 days. */
export type CostQuestion = { taskId?: number; period?: CostPeriod };

export type CostSum = Omit<CostRow, 'name'>;

/** Costs in US dollars, days in UTC. Groups with no run that told anything are left out. */
export type CostsView = {
  sums: { of: CostPeriod | 'in all'; name: string; sum: CostSum }[];
  /** Of the longest period, dearest first, days from the latest. */
  groups: { by: CostGroup; rows: CostRow[] }[];
};

const DAY_MS = 86_400_000;

const periods = {
  today: { name: 'Today', days: 1 },
  week: { name: 'Last 7 days', days: 7 },
  month: { name: 'Last 30 days', days: 30 },
} as const satisfies Record<CostPeriod, { name: string; days: number }>;

/** What runs took, by what it may have been spent on. A run counts on the day on which it began. */
export function describeCosts(context: ReadContext, { taskId, period }: CostQuestion): CostsView {
  if (taskId !== undefined) {
    const asked = { since: '', taskId };
    return {
      sums: [{ of: 'in all', name: 'In all', sum: sumOf(context, asked) }],
      groups: listGroups(context, asked, ['role', 'model']),
    };
  }
  const shown: CostPeriod[] = period === undefined ? ['today', 'month'] : [period];
  const longest = shown.at(-1) ?? 'month';
  const of = (one: CostPeriod) => ({ since: startOf(context, one), taskId: null });
  const days: CostGroup[] = longest === 'today' ? [] : ['day'];
  return {
    sums: shown.map((one) => ({ of: one, name: periods[one].name, sum: sumOf(context, of(one)) })),
    groups: listGroups(context, of(longest), ['task', 'repository', ...days, 'role', 'model']),
  };
}

function startOf({ clock }: ReadContext, period: CostPeriod): string {
  const first = new Date(clock.now().getTime() - (periods[period].days - 1) * DAY_MS);
  return toStoredTime(first).slice(0, 'YYYY-MM-DD'.length);
}

type Asked = { since: string; taskId: number | null };

function listGroups({ store }: ReadContext, asked: Asked, groups: readonly CostGroup[]): CostsView['groups'] {
  return groups.map((by) => ({ by, rows: store.spending.list(by, asked) }));
}

/** Over roles: plain commands, which never tell anything, are a group of their own and left out. */
function sumOf({ store }: ReadContext, asked: Asked): CostSum {
  return store.spending.list('role', asked).reduce<CostSum>(
    (sum, row) => ({
      runs: sum.runs + row.runs,
      unknown: sum.unknown + row.unknown,
      inputTokens: sum.inputTokens + row.inputTokens,
      outputTokens: sum.outputTokens + row.outputTokens,
      cacheReadTokens: sum.cacheReadTokens + row.cacheReadTokens,
      cacheCreationTokens: sum.cacheCreationTokens + row.cacheCreationTokens,
      costUsd: sum.costUsd + row.costUsd,
      estimated: sum.estimated === 1 ? 1 : row.estimated,
    }),
    nothingSpent,
  );
}

const nothingSpent: CostSum = {
  runs: 0,
  unknown: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  costUsd: 0,
  estimated: 0,
};
