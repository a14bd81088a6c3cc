import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

/** Forgets limits that have reset, and has the cards of queued jobs drawn again when a day's budget or a limit came or went. */
export function createHoldWatch({ store, clock, gates }: Context): () => void {
  let seen: string | null = null;
  return () => {
    const now = toStoredTime(clock.now());
    store.accounts.expire(now);
    const held = new Set(store.holds.listAt(gates.pay, now).map(({ hold }) => JSON.stringify(hold)));
    const holding = [...held].toSorted().join();
    if (seen !== holding) store.cards.touchQueued();
    seen = holding;
  };
}
