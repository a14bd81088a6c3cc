import type { Said } from '../domain/phrase.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import { listWaitingForPerson } from './ask-dependants.ts';
import type { Context } from './context.ts';
import { describeQueue, type QueueView } from './describe-queue.ts';

/** What the process knows of itself and of its machine. */
export type Vitals = {
  version: string;
  startedAt: Date;
  /** How Telegram's updates come. */
  telegram: 'polling' | 'webhook';
  /** Agents' CLIs: whose account, and whether the program is there. */
  accounts: readonly { name: string; runner: string; isThere: boolean }[];
  /** Throws where the disk cannot be asked. */
  readFile(): { sizeBytes: number; freeBytes: number; copiedAt: Date | null };
};

export type HealthView = {
  slots: { used: number; all: number };
  queued: number;
  /** Open tasks that wait for a person. */
  asking: number;
  unreachable: QueueView['unreachable'];
  accounts: {
    name: string;
    runner: string;
    isThere: boolean;
    held: { why: Said; until: string | null } | null;
  }[];
  paused: readonly string[];
  frozen: readonly string[];
  parked: number;
  reconciledAt: Date | null;
  /** Null: the disk could not be asked, and `fileTrouble` says why. */
  file: ReturnType<Vitals['readFile']> | null;
  fileTrouble: string | null;
};

/** In `meta`: when what no webhook told was last looked for. */
export const reconciledKey = 'reconciled.at';

export function describeHealth(context: Context, vitals: Vitals): HealthView {
  const { store, gates, clock } = context;
  const { counts, unreachable, paused, frozen, chats } = describeQueue(context);
  const held = new Map(
    store.accounts.listActive(toStoredTime(clock.now())).map((row) => [row.account, row] as const),
  );
  const reconciled = store.meta.find(reconciledKey);
  return {
    slots: { used: counts.running, all: gates.slots },
    queued: counts.queued,
    asking: listWaitingForPerson(context, store.tasks.listOpen()).length,
    unreachable,
    accounts: vitals.accounts.map((account) => {
      const row = held.get(account.name);
      return { ...account, held: row === undefined ? null : { why: row.why, until: row.until } };
    }),
    paused: paused.map(({ scope }) => scope),
    frozen: [...new Set(frozen.map(({ repo }) => repo))],
    parked: chats.filter(({ parked }) => parked !== null).length,
    reconciledAt: reconciled === undefined ? null : fromStoredTime(reconciled),
    ...readFile(vitals),
  };
}

/** A disk that cannot be asked is news, and no reason to say nothing else. */
function readFile(vitals: Vitals): Pick<HealthView, 'file' | 'fileTrouble'> {
  try {
    return { file: vitals.readFile(), fileTrouble: null };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { file: null, fileTrouble: error.message };
  }
}
