import { toStoredTime } from '../stored-time.ts';
import { parseNotice } from './notice-text.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { ChangedNotice } from './publisher-stores.ts';
import type { Leftover } from './supersede.ts';

type LeftoverDeps = Pick<PublisherDeps, 'cards' | 'notices' | 'view' | 'translator' | 'clock'>;

/** Older cards by the ledger, and notices that were withdrawn. */
export function listLeftovers(deps: LeftoverDeps, changed: readonly ChangedNotice[]): Leftover[] {
  const { cards, notices, clock } = deps;
  const old = cards.listSuperseded().flatMap((row): Leftover[] => {
    const { task_id: taskId, chat_id: chatId, message_id: messageId, sent_at: sentAt } = row;
    if (chatId === null) return [];
    const tombstone = () => tombstoneOf(deps, chatId, taskId);
    const close = () => void cards.closeMessage(taskId, messageId, toStoredTime(clock.now()));
    return [{ chatId, messageId, sentAt, tombstone, close }];
  });
  const withdrawn = changed
    .filter(({ remove }) => remove === 1)
    .map((row): Leftover => {
      const { id, chat_id: chatId, message_id: messageId, sent_at: sentAt } = row;
      const tombstone = () => (hasWords(row) ? deps.translator(chatId).t('notice-withdrawn') : null);
      return { chatId, messageId, sentAt, tombstone, close: () => void notices.markRemoved(id) };
    });
  return [...old, ...withdrawn];
}

function tombstoneOf({ view, translator }: LeftoverDeps, chatId: number, taskId: number): string {
  const { t } = translator(chatId);
  const task = view(taskId)?.workItemId;
  return task === undefined ? t('notice-moved') : t('notice-task-moved', { task });
}

/** A message with a file has a caption, which is not edited as a text is. */
function hasWords({ message }: ChangedNotice): boolean {
  return parseNotice(message).file === undefined;
}
