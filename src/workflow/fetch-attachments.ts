import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backoffMs } from '../domain/backoff.ts';
import { isOperational, isRetryable, messageOf, retryAfterMs } from '../domain/failure.ts';
import type { AttachmentRow } from '../store/attachments.ts';
import { fromStoredTime, toStoredTime } from '../stored-time.ts';
import type { FileSource } from '../telegram/fetch-file.ts';
import { largestFileBytes } from './attach-files.ts';
import { speak } from './chat-manner.ts';
import { placeAt } from './chat-place.ts';
import type { Context } from './context.ts';
import { attachmentsFolder } from './runs/run-places.ts';

export type AttachmentFetcher = ReturnType<typeof createAttachmentFetcher>;

type FetchContext = Pick<
  Context,
  'store' | 'clock' | 'log' | 'nudge' | 'backoff' | 'chatDefaults' | 'presenter' | 'checkpoint'
> & { runsDir: string };

/** About five hours of waits of ten minutes. */
const mostAttempts = 30;

/**
 * Brings the files that people attached to where agents read them. The rows tell what is left to do: what a process was
 * at when it ended the next one begins anew.
 */
export function createAttachmentFetcher(context: FetchContext, source: FileSource) {
  const underway = new Map<number, Promise<void>>();
  const stopping = new AbortController();
  const bring = (row: AttachmentRow): Promise<void> => {
    const known = underway.get(row.id);
    if (known !== undefined) return known;
    const work = fetchOne(context, source, row, stopping.signal).finally(() => underway.delete(row.id));
    underway.set(row.id, work);
    return work;
  };
  return {
    /** Fetches what is due, one after the other. */
    async look(): Promise<void> {
      for (const row of context.store.attachments.listDue(toStoredTime(context.clock.now()))) {
        if (stopping.signal.aborted) return;
        await bring(row);
      }
    },
    nextDue: (): Date | null => {
      const next = context.store.attachments.nextDue(toStoredTime(context.clock.now()));
      return next === null ? null : fromStoredTime(next);
    },
    /** Tries the task's files now; resolves also where some could not be had, behind the first of them. */
    async bringAll(taskId: number): Promise<void> {
      const wanted = () => context.store.attachments.listOfTask(taskId).find(isWanted);
      for (let row = wanted(); row !== undefined; row = wanted()) {
        await bring(row);
        const after = context.store.attachments.listOfTask(taskId).find(({ id }) => id === row?.id);
        if (after !== undefined && isWanted(after)) return;
      }
    },
    /** Ends what is underway; it stays wanted. */
    stop: () => stopping.abort(),
  };
}

function isWanted({ state }: AttachmentRow): boolean {
  return state === 'wanted';
}

async function fetchOne(
  context: FetchContext,
  source: FileSource,
  row: AttachmentRow,
  signal: AbortSignal,
): Promise<void> {
  const { store, log, checkpoint } = context;
  const folder = attachmentsFolder(context, row.task_id);
  const draft = join(folder, `.part-${row.id}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const sizeBytes = await source.download(row.file_id, draft, { longestBytes: largestFileBytes, signal });
    await rename(draft, join(folder, row.name));
    checkpoint('attachment-fetched');
    store.attachments.markStored(row.id, sizeBytes);
    log.info({ task: row.task_id, file: row.name, sizeBytes }, 'an attachment was fetched');
  } catch (error) {
    await rm(draft, { force: true });
    if (signal.aborted) return;
    settleFailure(context, row, error);
  }
}

function settleFailure(context: FetchContext, row: AttachmentRow, error: unknown): void {
  const { store, clock, backoff, log } = context;
  const why = messageOf(error);
  const mayPass = isRetryable(error) || !isOperational(error);
  log.warn({ task: row.task_id, file: row.name, why, mayPass }, 'an attachment could not be fetched');
  if (mayPass && row.attempts + 1 < mostAttempts) {
    const waitMs = backoffMs(row.attempts + 1, backoff, retryAfterMs(error));
    store.attachments.putOff(row.id, why, toStoredTime(new Date(clock.now().getTime() + waitMs)));
    return;
  }
  store.transaction(() => {
    if (store.attachments.refuse(row.id, why)) tellSender(context, row, why);
  });
  context.nudge();
}

/** Below the message that brought it. */
function tellSender(
  { store, clock, chatDefaults, presenter }: FetchContext,
  row: AttachmentRow,
  why: string,
): void {
  const chatId = store.chats.current(row.chat_id);
  const { t } = speak({ store, chatDefaults }, chatId);
  const task = store.tasks.find(row.task_id)?.work_item_id ?? `task ${row.task_id}`;
  const message = {
    ...presenter.text(t('new-file-lost', { name: row.name, task, why })),
    ...(chatId === row.chat_id && { replyTo: row.message_id }),
  };
  const notice = { key: `attachment:${row.id}`, ...placeAt(chatId, row.topic_id), taskId: row.task_id };
  store.notices.add(
    { ...notice, message: JSON.stringify(message), importance: 'answer', loud: false },
    toStoredTime(clock.now()),
  );
}

/** Forgets the files of tasks that ended before that time. */
export async function pruneAttachments(
  { store, runsDir }: Pick<FetchContext, 'store' | 'runsDir'>,
  before: string,
): Promise<void> {
  for (const taskId of store.attachments.listTasksEndedBefore(before)) {
    await rm(attachmentsFolder({ runsDir }, taskId), { recursive: true, force: true });
    store.attachments.removeOfTask(taskId);
  }
}
