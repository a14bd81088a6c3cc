import { renderDiff } from '../telegram/brd-diff.ts';
import type { Answered } from '../workflow/answer-approval.ts';
import { placeOf } from './answer.ts';
import type { BotContext } from './bot-context.ts';

/** To whoever answered an older revision: what the latest has instead. */
export function postChanges(
  ctx: BotContext,
  { from, to }: NonNullable<Answered['newer']>,
  workItemId: string,
): void {
  const place = placeOf(ctx);
  if (place === undefined) return;
  for (const message of renderDiff(ctx.translator, workItemId, [from, to])) ctx.post(place, message);
}
