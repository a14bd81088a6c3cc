import { toStoredTime } from '../stored-time.ts';
import { plain } from './formatted.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { StoredMessage } from './publisher-stores.ts';
import { deleteText, editText } from './telegram-calls.ts';
import { fromUtcText } from './utc-time.ts';
import { toRepeatable, type WriteResult, written } from './write-result.ts';

type SupersedeDeps = Pick<PublisherDeps, 'api' | 'cards' | 'view' | 'clock' | 'log'>;

export type Superseded = StoredMessage & { chat_id: number };

/** Bots may delete what is younger than 48 hours; a few minutes are left for the way there. */
const deletableMs = 48 * 3_600_000 - 300_000;

/** A message of unknown age counts as old. */
export function isDeletable({ sent_at: sentAt }: Superseded, nowMs: number): boolean {
  const sent = sentAt === null ? undefined : fromUtcText(sentAt);
  return sent !== undefined && nowMs - sent.getTime() < deletableMs;
}

/** `undeletable` is called when Telegram keeps the message: it gets a tombstone instead. */
export async function deleteMessage(
  deps: SupersedeDeps,
  row: Superseded,
  undeletable: () => void,
): Promise<WriteResult> {
  const answer = await deleteText(deps, { chatId: row.chat_id, messageId: row.message_id });
  if (answer.kind === 'undeletable') {
    undeletable();
    return written;
  }
  if (answer.kind !== 'answered' && answer.kind !== 'gone')
    return closeIfRefused(deps, row, toRepeatable(answer));
  return close(deps, row);
}

/** One line without buttons in the place of an old card. */
export async function entomb(deps: SupersedeDeps, row: Superseded): Promise<WriteResult> {
  const name = deps.view(row.task_id)?.workItemId;
  const line = name === undefined ? '↓ moved below' : `↓ ${name} moved below`;
  const answer = await editText(deps, { chatId: row.chat_id, messageId: row.message_id }, plain(line));
  if (answer.kind === 'answered' || answer.kind === 'unchanged' || answer.kind === 'gone')
    return close(deps, row);
  return closeIfRefused(deps, row, toRepeatable(answer));
}

/** What Telegram will never do is not asked for again. */
function closeIfRefused(deps: SupersedeDeps, row: Superseded, result: WriteResult): WriteResult {
  if (result.kind !== 'refused') return result;
  deps.log.warn(
    { task: row.task_id, chat: row.chat_id, why: result.why },
    'an old card is left where it stands',
  );
  return close(deps, row);
}

function close({ cards, clock }: SupersedeDeps, row: Superseded): WriteResult {
  cards.closeMessage(row.task_id, row.message_id, toStoredTime(clock.now()));
  return written;
}
