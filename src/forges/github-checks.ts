import type { Check } from './forge.ts';
import type { CheckState } from './forge-news.ts';
import type { GithubCheckRun, GithubStatus } from './github-schemas.ts';

/** Statuses and check runs of one commit, the newest of each: a status by its context, a run by its name and app. */
export function toChecks(statuses: readonly GithubStatus[], runs: readonly GithubCheckRun[]): Check[] {
  return [
    ...newestPer(statuses, ({ context }) => context).map(fromStatus),
    ...newestPer(runs, ({ name, app }) => `${app?.id ?? ''} ${name}`).map(fromRun),
  ];
}

// By id, since GitHub counts them up; the times are what an app says, and a queued run has none.
function newestPer<T extends { id: number | bigint }>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const newest = new Map<string, T>();
  for (const one of all) {
    const other = newest.get(keyOf(one));
    if (other === undefined || one.id > other.id) newest.set(keyOf(one), one);
  }
  return [...newest.values()];
}

const statusStates: Readonly<Record<string, CheckState>> = { success: 'green', pending: 'pending' };

function fromStatus({ context, state, description, target_url: url }: GithubStatus): Check {
  return { name: context, state: statusStates[state] ?? 'red', details: inWords([state, description], url) };
}

const greenConclusions: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);

function fromRun({ name, status, conclusion, output, html_url: url }: GithubCheckRun): Check {
  const details = inWords([conclusion ?? status, output?.title], url);
  if (status !== 'completed') return { name, state: 'pending', details };
  return { name, state: greenConclusions.has(conclusion ?? '') ? 'green' : 'red', details };
}

function inWords(words: readonly (string | null | undefined)[], url: string | null): string {
  const said = words.filter((word) => word !== null && word !== undefined && word !== '').join(': ');
  return url === null || url === '' ? said : `${said} (${url})`;
}
