import type { Hold } from '../domain/standing.ts';
import { createAccounts } from './accounts.ts';
import type { Database } from './database.ts';
import { createSpending } from './spending.ts';

/** What can hold the jobs of a role of a project back, beside their tasks. */
type PaidRole = {
  /** In lower case. */
  project: string;
  repo: string;
  /** The first project of its repository: tasks without a project of ours are its own. */
  first: boolean;
  role: string;
  account: string | null;
  /** Whether a run of it costs money: only then a budget holds it. */
  costs: boolean;
};

export type PaySettings = {
  roles: readonly PaidRole[];
  /** US dollars a day, by project in lower case, and `*` for all of them; absent: no limit. */
  dayBudgets: ReadonlyMap<string, number>;
};

export type HeldRole = PaidRole & { hold: Hold };

/** `scope` is a project's name in lower case, or `*`; it begins anew at `until`. */
export type DayBudget = { scope: string; spentUsd: number; budgetUsd: number; until: string };

const DAY_MS = 86_400_000;

/** Which roles of which projects wait for an account or for money. The claim and the explanation look at the same list. */
export function createHolds(db: Database) {
  const accounts = createAccounts(db);
  const spending = createSpending(db);
  return {
    listAt(settings: PaySettings, now: string): HeldRole[] {
      const byAccount = new Map(accounts.listActive(now).map((row) => [row.account, toHold(row)]));
      const byScope = new Map(
        listBudgets(spending, settings, now)
          .filter(isSpent)
          .map((budget) => [budget.scope, { kind: 'budget', ...budget } as const]),
      );
      if (byAccount.size === 0 && byScope.size === 0) return [];
      return settings.roles.flatMap((role) => {
        const ofAccount = role.account === null ? undefined : byAccount.get(role.account);
        const ofBudget = role.costs ? (byScope.get(role.project) ?? byScope.get('*')) : undefined;
        const hold = ofAccount ?? ofBudget;
        return hold === undefined ? [] : [{ ...role, hold }];
      });
    },
    /** The budgets of the day and what is gone of them. */
    listBudgets: (settings: PaySettings, now: string) => listBudgets(spending, settings, now),
  };
}

/** What holds the jobs of a role back for a task; null: nothing does. */
export function holdOf(
  held: readonly HeldRole[],
  pay: PaySettings,
  task: { project: string | null; repo: string; role: string },
): Hold | null {
  const owner = ownerOf(pay, task);
  return held.find(({ role, project }) => role === task.role && project === owner)?.hold ?? null;
}

/** The project that a task counts for, in lower case: its own, else the first of its repository. Null: none of ours. */
export function ownerOf(
  { roles }: PaySettings,
  { project, repo }: { project: string | null; repo: string },
): string | null {
  const name = project?.toLowerCase();
  const owner =
    roles.find((role) => role.project === name) ?? roles.find((role) => role.first && role.repo === repo);
  return owner?.project ?? null;
}

function toHold(row: ReturnType<ReturnType<typeof createAccounts>['listActive']>[number]): Hold {
  const { account, why, mend, since, until } = row;
  return until === null
    ? { kind: 'fault', account, why, mend, since }
    : { kind: 'limit', account, why, since, until };
}

type Spending = ReturnType<typeof createSpending>;

function listBudgets(spending: Spending, settings: PaySettings, now: string): DayBudget[] {
  if (settings.dayBudgets.size === 0) return [];
  const day = now.slice(0, 'YYYY-MM-DD'.length);
  const sums = sumByScope(spending.listSince(day), settings);
  const until = `${new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10)} 00:00:00`;
  return [...settings.dayBudgets].map(([scope, configured]) => ({
    scope,
    spentUsd: sums.get(scope) ?? 0,
    budgetUsd: spending.findRaised(day, scope) ?? configured,
    until,
  }));
}

function isSpent({ spentUsd, budgetUsd }: DayBudget): boolean {
  return spentUsd >= budgetUsd;
}

function sumByScope(rows: ReturnType<Spending['listSince']>, pay: PaySettings): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (scope: string, usd: number) => sums.set(scope, (sums.get(scope) ?? 0) + usd);
  for (const { usd, ...task } of rows) {
    add('*', usd);
    const owner = ownerOf(pay, task);
    if (owner !== null) add(owner, usd);
  }
  return sums;
}
