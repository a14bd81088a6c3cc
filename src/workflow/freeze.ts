import { type Phrase, phrase } from '../domain/phrase.ts';
import type { Actor } from '../domain/signal.ts';
import type { FreezeRow } from '../store/gates.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';
import { showRelease } from './show-release.ts';
import { tellFrozen, tellLifted } from './tell-freeze.ts';
import { keepTopic } from './topics.ts';
import { touchFrozen } from './touch-cards.ts';

/** `saidIn` is the chat where it was said and answered; `record` is part of the commit, and only called where there is one. */
type Freezing = {
  by: Actor;
  reason: string;
  saidIn?: number | undefined;
  record?: (row: FreezeRow) => void;
};
type Lifting = {
  by: Actor;
  reason: string | null;
  ids?: readonly number[];
  saidIn?: number | undefined;
  record?: (lifted: readonly FreezeRow[]) => void;
};

/** `refused` says why nothing may be lifted now; else it is null. */
type Lifted = { lifted: FreezeRow[]; refused: Phrase | null };

/**
 * Closes a repository: nothing new begins there and nothing is merged. Each freeze is lifted by its own number; the same
 * words of the same person again are no further one (an update is heard twice when its end was cut off).
 */
export function freeze(
  context: Context,
  repo: string,
  { by, reason, saidIn, record }: Freezing,
): FreezeRow & { isNew: boolean } {
  const { store, clock, log } = context;
  const now = toStoredTime(clock.now());
  const row = store.transaction(() => {
    const known = store.freezes.listActive(repo).find((one) => one.by === by.who && one.reason === reason);
    if (known !== undefined) return { ...known, isNew: false };
    const id = store.freezes.freeze(repo, reason, null, now, by.who);
    const made = { id, repo, reason, since: now, workItemId: null, by: by.who };
    touchFrozen({ store }, repo);
    tellFrozen(context, made, { now, saidIn });
    record?.(made);
    return { ...made, isNew: true };
  });
  context.checkpoint('frozen');
  log.info({ repo, freeze: row.id, isNew: row.isNew, by: by.who, reason }, 'frozen');
  context.nudge();
  return row;
}

/** Lifts every freeze of a repository, or those of these numbers, unless it is being rolled back; gives what was lifted. */
export function unfreeze(
  context: Context,
  repo: string,
  { by, reason, ids, saidIn, record }: Lifting,
): Lifted {
  const { store, clock, log } = context;
  const rollback = store.rollbacks.findOpen(repo);
  if (rollback !== undefined) {
    return { lifted: [], refused: phrase('why-rollback-holds', { repo, who: rollback.asked_by }) };
  }
  const now = toStoredTime(clock.now());
  const lifted = store.transaction(() => {
    const active = store.freezes.listActive(repo);
    const rows = active.filter(
      ({ id }) =>
        (ids === undefined || ids.includes(id)) && store.freezes.clear(id, { by: by.who, why: reason }, now),
    );
    if (rows.length === 0) return rows;
    touchFrozen({ store }, repo);
    showReleases(context, rows);
    const left = active.filter((row) => !rows.includes(row));
    tellLifted(context, { repo, lifted: rows, left, who: by.who, reason }, { now, saidIn });
    record?.(rows);
    return rows;
  });
  context.checkpoint('unfrozen');
  log.info({ repo, cleared: lifted.length, by: by.who }, 'unfrozen');
  context.nudge();
  return { lifted, refused: null };
}

/** The cards of the releases that froze it say that it was lifted. */
function showReleases(context: Context, rows: readonly FreezeRow[]): void {
  const { store } = context;
  const froze = rows.flatMap(({ workItemId }) =>
    workItemId === null ? [] : store.tasks.listByWorkItem(workItemId),
  );
  for (const { id } of froze) {
    store.cards.touch(id);
    keepTopic(context, id);
    showRelease(context, id);
  }
}
