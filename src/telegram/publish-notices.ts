import { toStoredTime } from '../stored-time.ts';
import { type NoticeMessage, parseNotice } from './notice-text.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { StoredNotice } from './publisher-stores.ts';
import { type OutgoingFile, sendText } from './telegram-calls.ts';
import { toResult, type WriteResult, written } from './write-result.ts';

type NoticeDeps = Pick<PublisherDeps, 'api' | 'notices' | 'clock' | 'log' | 'checkpoint' | 'readOutput'>;

/** At most once: what may have arrived is not sent again, for Telegram cannot be asked. */
export async function writeNotice(deps: NoticeDeps, row: StoredNotice): Promise<WriteResult> {
  const { notices, clock, log, checkpoint } = deps;
  const settle = (state: 'pending' | 'unknown' | 'refused', error: string): void => {
    notices.setState(row.id, state, toStoredTime(clock.now()), { error });
  };
  let message: ReturnType<typeof parseNotice>;
  try {
    message = parseNotice(row.message);
  } catch (error) {
    log.error({ notice: row.id, chat: row.chat_id, err: error }, 'a notice cannot be read');
    settle('refused', String(error));
    return written;
  }
  const file = await loadFile(deps, message);
  if (file === null) {
    log.warn({ notice: row.id, chat: row.chat_id }, 'what a notice was to bring is not there any more');
    settle('refused', 'its file is gone');
    return written;
  }
  notices.setState(row.id, 'sending', toStoredTime(clock.now()));
  checkpoint('notice-sending');
  const answer = await sendText(
    deps,
    { chatId: row.chat_id, topicId: row.topic_id },
    { ...message, ...file },
    row.loud === 1,
  );
  if (answer.kind === 'answered') {
    checkpoint('notice-sent');
    notices.setState(row.id, 'sent', toStoredTime(clock.now()), { messageId: answer.value });
    return written;
  }
  const result = toResult(answer);
  if (result.kind === 'unanswered') {
    log.warn({ notice: row.id, chat: row.chat_id, why: answer.why }, 'a notice was sent without an answer');
    settle('unknown', answer.why);
    return { kind: 'transient', why: answer.why };
  }
  if (result.kind === 'refused') {
    log.error({ notice: row.id, chat: row.chat_id, why: answer.why }, 'a notice was refused');
    settle('refused', answer.why);
    return written;
  }
  settle('pending', answer.why);
  return result;
}

/** Read when it is sent, so that a notice that waits takes no room. Null when there is none any more. */
async function loadFile(
  { readOutput }: NoticeDeps,
  { document }: NoticeMessage,
): Promise<{ file?: OutgoingFile } | null> {
  if (document === undefined) return {};
  const bytes = await readOutput(document.run);
  return bytes === null ? null : { file: { name: document.name, bytes } };
}

/** Notices that were under way when the process ended. */
export function giveUpOldNotices({ notices, log }: Pick<NoticeDeps, 'notices' | 'log'>): void {
  for (const { id, chat_id: chatId } of notices.giveUpUnanswered()) {
    log.warn({ notice: id, chat: chatId }, 'stopped while a notice was being sent: it is not sent again');
  }
}
