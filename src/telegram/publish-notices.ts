import { toStoredTime } from '../stored-time.ts';
import type { Wish } from './chat-wish.ts';
import { type NoticeFile, type NoticeMessage, parseNotice } from './notice-text.ts';
import { type PlaceDeps, sendTo, type Target } from './publish-place.ts';
import type { PublisherDeps } from './publisher-deps.ts';
import type { ChangedNotice, StoredNotice } from './publisher-stores.ts';
import { editKeyboard, editText, type OutgoingFile } from './telegram-calls.ts';
import { toRepeatable, toResult, type WriteResult, written } from './write-result.ts';

export type NoticeDeps = PlaceDeps &
  Pick<PublisherDeps, 'notices' | 'checkpoint' | 'readOutput' | 'readPicture'>;

export function noticeWish(deps: NoticeDeps, row: StoredNotice, target: Target): Wish {
  return {
    key: `notice ${row.id}`,
    chatId: row.chat_id,
    rank: row.importance,
    paid: true,
    order: [0, '', row.id],
    // Their order is that of a text.
    lines: [`notices ${row.importance}`, ...(row.task_id === null ? [] : [`task ${row.task_id}`])],
    begin: () => writeNotice(deps, row, target),
  };
}

/** At most once, for Telegram cannot be asked what has arrived; a loud one once more. */
export async function writeNotice(deps: NoticeDeps, row: StoredNotice, target: Target): Promise<WriteResult> {
  const { notices, clock, log, checkpoint } = deps;
  const settle = (state: 'pending' | 'unknown' | 'refused', error: string): void => {
    notices.setState(row.id, state, toStoredTime(clock.now()), { error });
  };
  const message = readNotice(deps, row);
  if (message === undefined) {
    settle('refused', 'it cannot be read');
    return written;
  }
  const file = await loadFile(deps, message.file);
  // Put anew or withdrawn while its file was read: the next look finds the latest.
  const latest = notices.find(row.id);
  if (latest?.state !== 'pending' || latest.message !== row.message) return written;
  if (file === null) {
    log.warn({ notice: row.id, chat: row.chat_id }, 'what a notice was to bring is not there any more');
    settle('refused', 'its file is gone');
    return written;
  }
  notices.setState(
    row.id,
    'sending',
    toStoredTime(clock.now()),
    row.error === null ? {} : { error: row.error },
  );
  checkpoint('notice-sending');
  const { file: _, ...words } = message;
  const answer = await sendTo(deps, target, { ...words, ...file }, row.loud === 1);
  if (answer.kind === 'answered') {
    checkpoint('notice-sent');
    const { messageId } = answer.value;
    const sent = { messageId, chatId: row.chat_id, shown: row.version };
    notices.setState(row.id, 'sent', toStoredTime(clock.now()), sent);
    return written;
  }
  const result = toResult(answer);
  if (result.kind === 'unanswered') {
    const isRepeated = row.loud === 1 && row.error === null;
    log.warn(
      { notice: row.id, chat: row.chat_id, why: answer.why, isRepeated },
      'a notice was sent without an answer',
    );
    settle(isRepeated ? 'pending' : 'unknown', answer.why);
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

/** Undefined, and logged, for what no notice of ours looks like. */
function readNotice({ log }: Pick<NoticeDeps, 'log'>, row: StoredNotice): NoticeMessage | undefined {
  try {
    return parseNotice(row.message);
  } catch (error) {
    log.error({ notice: row.id, chat: row.chat_id, err: error }, 'a notice cannot be read');
    return undefined;
  }
}

/** Read when it is sent, so that a notice that waits takes no room. Null when there is none any more. */
async function loadFile(
  { readOutput, readPicture }: NoticeDeps,
  file: NoticeFile | undefined,
): Promise<{ file?: OutgoingFile } | null> {
  if (file === undefined) return {};
  const { name, kind } = file;
  // Telegram refuses a file without a byte.
  if (kind === 'text') return { file: { name, bytes: Buffer.from(file.text || '\n'), isPicture: false } };
  const bytes = await (kind === 'run' ? readOutput(file.run) : readPicture(file.key));
  return bytes === null ? null : { file: { name, bytes, isPicture: kind === 'picture' } };
}

/** What stands in the chat gets its latest words. */
export function changeWish(deps: NoticeDeps, row: ChangedNotice): Wish {
  return {
    key: `notice ${row.id}`,
    chatId: row.chat_id,
    // Edits call nobody.
    rank: row.importance === 'needed' ? 'answer' : row.importance,
    paid: true,
    order: [0, '', row.id],
    lines: [],
    begin: () => changeNotice(deps, row),
  };
}

async function changeNotice(deps: NoticeDeps, row: ChangedNotice): Promise<WriteResult> {
  const message = readNotice(deps, row);
  const at = { chatId: row.chat_id, messageId: row.message_id };
  // Of a message with a file, or whose words nobody knows, only the buttons change.
  const isWorded = message !== undefined && message.text !== '' && message.file === undefined;
  const answer = await (isWorded ? editText(deps, at, message) : editKeyboard(deps, at, message?.keyboard));
  if (answer.kind === 'gone') {
    deps.notices.forgetMessage(row.id);
    return written;
  }
  if (answer.kind !== 'answered' && answer.kind !== 'unchanged') {
    const result = toRepeatable(answer);
    if (result.kind !== 'refused') return result;
    deps.log.error({ notice: row.id, chat: row.chat_id, why: result.why }, 'a notice is left as it stands');
  }
  deps.notices.markShown(row.id, row.version);
  return written;
}

/** Notices that were under way when the process ended. */
export function giveUpOldNotices({ notices, log }: Pick<NoticeDeps, 'notices' | 'log'>): void {
  for (const { id, chat_id: chatId, state } of notices.giveUpUnanswered()) {
    const isRepeated = state === 'pending';
    log.warn({ notice: id, chat: chatId, isRepeated }, 'stopped while a notice was being sent');
  }
}
