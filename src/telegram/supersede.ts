import type { Wish } from './chat-wish.ts';
import { plain } from './formatted.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import { deleteText, deleteTexts, editKeyboard, editText } from './telegram-calls.ts';
import { fromUtcText } from './utc-time.ts';
import { toRepeatable, type WriteResult, written } from './write-result.ts';

type SupersedeDeps = Pick<PublisherDeps, 'api' | 'log'>;

/** A message that is to go: an older card, or a notice that was withdrawn. */
export type Leftover = {
  chatId: number;
  messageId: number;
  sentAt: string | null;
  /** The line in the place of one that is too old to be deleted; null: it only loses its buttons. */
  tombstone(): string | null;
  close(): void;
};

/** Which messages of a chat Telegram would not delete, alone or together with others. */
export type Refused = { together: Set<number>; alone: Set<number> };

/** Bots may delete what is younger than 48 hours; a few minutes are left for the way there. */
const deletableMs = 48 * 3_600_000 - 300_000;
/** Telegram's limit of one call. */
const mostTogether = 100;

/** Of one chat. Deleting is free; a tombstone is an edit. */
export function removalWishes(
  deps: SupersedeDeps,
  leftovers: readonly Leftover[],
  refused: Refused,
  nowMs: number,
): Wish[] {
  const young = leftovers.filter((one) => isDeletable(one, nowMs) && !refused.alone.has(one.messageId));
  const fit = young.filter(({ messageId }) => !refused.together.has(messageId)).slice(0, mostTogether);
  const batch = fit.length > 1 ? fit : [];
  const rest = leftovers.filter((one) => !batch.includes(one));
  const singles = rest.map((one) =>
    young.includes(one)
      ? toWish(one, `old ${one.messageId}`, false, () => remove(deps, one, refused))
      : toWish(one, `old ${one.messageId}`, true, () => entomb(deps, one)),
  );
  const [first] = batch;
  if (first === undefined) return singles;
  return [toWish(first, 'deletes', false, () => removeAll(deps, batch, refused)), ...singles];
}

function toWish(
  { chatId, messageId, sentAt }: Leftover,
  key: string,
  paid: boolean,
  begin: Wish['begin'],
): Wish {
  return { key, chatId, rank: 'tidy', paid, order: [1, sentAt ?? '', messageId], lines: [], begin };
}

/** A message of unknown age counts as old. */
function isDeletable({ sentAt }: Leftover, nowMs: number): boolean {
  const sent = sentAt === null ? undefined : fromUtcText(sentAt);
  return sent !== undefined && nowMs - sent.getTime() < deletableMs;
}

async function removeAll(
  deps: SupersedeDeps,
  batch: readonly Leftover[],
  refused: Refused,
): Promise<WriteResult> {
  const [first] = batch;
  if (first === undefined) return written;
  const ids = batch.map(({ messageId }) => messageId);
  const answer = await deleteTexts(deps, first.chatId, ids);
  if (answer.kind === 'answered') {
    for (const one of batch) one.close();
    return written;
  }
  const result = toRepeatable(answer);
  if (result.kind !== 'refused') return result;
  // One that cannot be deleted keeps all of them: which, only one by one tells.
  for (const id of ids) refused.together.add(id);
  return written;
}

async function remove(deps: SupersedeDeps, leftover: Leftover, refused: Refused): Promise<WriteResult> {
  const answer = await deleteText(deps, leftover);
  if (answer.kind === 'undeletable') {
    refused.alone.add(leftover.messageId);
    return written;
  }
  if (answer.kind !== 'answered' && answer.kind !== 'gone')
    return closeIfRefused(deps, leftover, toRepeatable(answer));
  leftover.close();
  return written;
}

/** One line without buttons in the place of an old message. */
async function entomb(deps: SupersedeDeps, leftover: Leftover): Promise<WriteResult> {
  const line = leftover.tombstone();
  const answer = await (line === null ? editKeyboard(deps, leftover) : editText(deps, leftover, plain(line)));
  if (answer.kind === 'answered' || answer.kind === 'unchanged' || answer.kind === 'gone') {
    leftover.close();
    return written;
  }
  return closeIfRefused(deps, leftover, toRepeatable(answer));
}

/** What Telegram will never do is not asked for again. */
function closeIfRefused(deps: SupersedeDeps, leftover: Leftover, result: WriteResult): WriteResult {
  if (result.kind !== 'refused') return result;
  const { chatId, messageId } = leftover;
  deps.log.warn(
    { chat: chatId, message: messageId, why: result.why },
    'an old message is left where it stands',
  );
  leftover.close();
  return written;
}
