import type { Said } from '../../domain/phrase.ts';
import type { Actor } from '../../domain/signal.ts';
import { inEnglish } from '../../locale/translator.ts';
import { toStoredTime } from '../../stored-time.ts';
import type { Context } from '../context.ts';

/** On the record and the card, for what changes nothing else. `about` tells one occasion from another. */
export function showOnce(
  { store, clock }: Context,
  taskId: number,
  by: Actor,
  { about, why }: { about: string; why: Said },
): string {
  const now = toStoredTime(clock.now());
  const note = inEnglish(why);
  if (!store.seen.note(by.via, about, now)) return note;
  store.log.append({ taskId, from: null, to: null, why, by }, now);
  store.cards.touch(taskId);
  return note;
}
