import type { RunRow } from '../../src/store/runs.ts';
import type { LedgerLine } from './ledger.ts';

/** Sums of dollars in binary fractions. */
const smallestUsd = 1e-9;

/** What runs were charged with, beside what their sessions really cost. */
export function auditCosts(runs: readonly RunRow[], ledger: readonly LedgerLine[]) {
  const byName = new Map(runs.map((run) => [run.name, run]));
  const answers = ledger.flatMap((line) => (line.kind === 'answer' ? [line] : []));
  const sessions = listSessions(ledger).map((session) => {
    const lines = ledger.filter((line) => 'session' in line && line.session === session);
    const names = new Set(lines.map(({ run }) => run));
    const count = (kind: LedgerLine['kind']) => lines.filter((line) => line.kind === kind).length;
    return {
      session,
      paidUsd: sum(answers.filter((line) => line.session === session).map(({ costUsd }) => costUsd)),
      chargedUsd: sum([...names].map((name) => byName.get(name)?.cost_usd ?? 0)),
      // Every process of it came to its own end, and could say what it had cost.
      isWhole: count('start') === count('end'),
    };
  });
  const whole = sessions.filter(({ isWhole }) => isWhole);
  return {
    faults: {
      strangers: answers.filter(({ run }) => !byName.has(run)),
      answeredTwice: answers.filter(
        ({ id }, index) => answers.findIndex((other) => other.id === id) !== index,
      ),
      overcharged: sessions.filter(({ paidUsd, chargedUsd }) => chargedUsd > paidUsd + smallestUsd),
      undercharged: whole.filter(({ paidUsd, chargedUsd }) => chargedUsd < paidUsd - smallestUsd),
      chargedOutside: runs.filter(
        ({ name, cost_usd: cost }) => (cost ?? 0) > 0 && !answers.some(({ run }) => run === name),
      ),
    },
    told: {
      sessions: sessions.length,
      wholeSessions: whole.length,
      paidUsd: sum(sessions.map(({ paidUsd }) => paidUsd)),
      chargedUsd: sum(runs.map(({ cost_usd: cost }) => cost ?? 0)),
    },
  };
}

function listSessions(ledger: readonly LedgerLine[]): string[] {
  return [...new Set(ledger.flatMap((line) => ('session' in line ? [line.session] : [])))];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
