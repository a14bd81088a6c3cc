import { dropOf, keyOf, pathOf } from '../domain/circle.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';

const source = 'circle';

/**
 * Tells the operator of each circle of waits, once. An edge that would close one is refused, so these come of settings that
 * changed, or of rows that somebody wrote. True where one came or went, and with it the words on cards.
 */
export function watchCircles(context: Pick<Context, 'store' | 'gates' | 'clock' | 'log'>): boolean {
  const { store, gates, clock, log } = context;
  const circles = new Map(store.circles.list(gates).map((circle) => [keyOf(circle), circle]));
  const told = store.seen.list(source);
  const gone = told.filter((key) => !circles.has(key));
  const fresh = [...circles].filter(([key]) => !told.includes(key));
  if (gone.length + fresh.length === 0) return false;
  store.transaction(() => {
    const now = toStoredTime(clock.now());
    for (const key of gone) store.seen.forget(source, key);
    for (const [key] of fresh) store.seen.note(source, key, now);
    for (const key of [...gone, ...fresh.map(([one]) => one)])
      for (const id of key.split(' ')) store.cards.touch(Number(id));
  });
  for (const [, circle] of fresh)
    log.warn(
      { circle: pathOf(circle), drop: dropOf(circle) },
      'tasks wait for each other, and none of them goes on',
    );
  return true;
}
