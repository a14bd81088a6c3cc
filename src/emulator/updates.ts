import type { Update } from 'grammy/types';
import { conflict } from './api-error.ts';

type Poll = { limit: number; end: (updates: Update[]) => void; fail: (error: Error) => void };
type Pending = { update: Update; expiresAtMs: number };

/** What waits for the bot. It outlives the bot's process: only an offset confirms an update. */
export type UpdateQueue = {
  nextId: number;
  pending: Pending[];
  allowed: string[];
  poll: Poll | undefined;
  /** Tells who delivers to a webhook that something has come. */
  wake: (() => void) | undefined;
};

type UpdateBody = Omit<Update, 'update_id'>;
export type UpdateMessage = NonNullable<Update['message']>;
export type UpdateRequest = {
  offset: number;
  limit: number;
  timeoutSeconds: number;
  allowed: string[] | undefined;
};

const dayMs = 24 * 60 * 60 * 1000;
export const callbackLifeMs = 150_000;
const notByDefault = ['chat_member', 'message_reaction', 'message_reaction_count'];

export function createUpdateQueue(): UpdateQueue {
  return { nextId: 1001, pending: [], allowed: [], poll: undefined, wake: undefined };
}

export function enqueue(queue: UpdateQueue, body: UpdateBody, now: Date): void {
  const kind = Object.keys(body)[0] ?? '';
  const wanted = queue.allowed.length === 0 ? !notByDefault.includes(kind) : queue.allowed.includes(kind);
  if (!wanted) return;
  const lifeMs = kind === 'callback_query' ? callbackLifeMs : dayMs;
  const update: Update = { update_id: queue.nextId, ...body };
  queue.nextId += 1;
  queue.pending.push({ update, expiresAtMs: now.getTime() + lifeMs });
  queue.poll?.end(take(queue, queue.poll.limit, now));
  queue.wake?.();
}

/** Answers at once when something waits, else when something comes or the time is over. A second caller ends the first. */
export function getUpdates(
  queue: UpdateQueue,
  request: UpdateRequest,
  now: Date,
  gone: AbortSignal,
): Promise<Update[]> {
  queue.poll?.fail(
    conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
  );
  if (request.allowed !== undefined) queue.allowed = request.allowed;
  confirm(queue, request.offset);
  const ready = take(queue, request.limit, now);
  if (ready.length > 0 || request.timeoutSeconds <= 0) return Promise.resolve(ready);
  return gone.aborted ? Promise.resolve([]) : poll(queue, request, gone);
}

/** Ends a waiting poll, with nothing or with an error. */
export function endPoll(queue: UpdateQueue, error?: Error): void {
  if (error === undefined) queue.poll?.end([]);
  else queue.poll?.fail(error);
}

export function dropPending(queue: UpdateQueue): void {
  queue.pending = [];
}

function poll(queue: UpdateQueue, request: UpdateRequest, gone: AbortSignal): Promise<Update[]> {
  return new Promise((resolve, reject) => {
    const close = (): void => {
      clearTimeout(timer);
      gone.removeEventListener('abort', abandon);
      if (queue.poll === own) queue.poll = undefined;
    };
    const own: Poll = {
      limit: request.limit,
      end: (updates) => {
        close();
        resolve(updates);
      },
      fail: (error) => {
        close();
        reject(error);
      },
    };
    const abandon = (): void => own.end([]);
    const timer = setTimeout(abandon, Math.min(request.timeoutSeconds, 50) * 1000);
    gone.addEventListener('abort', abandon);
    queue.poll = own;
  });
}

export function confirm(queue: UpdateQueue, offset: number): void {
  if (offset > 0) queue.pending = queue.pending.filter(({ update }) => update.update_id >= offset);
  else if (offset < 0) queue.pending = queue.pending.slice(offset);
}

/** The first that have not expired; they stay until they are confirmed. */
export function take(queue: UpdateQueue, limit: number, now: Date): Update[] {
  queue.pending = queue.pending.filter(({ expiresAtMs }) => expiresAtMs > now.getTime());
  return queue.pending.slice(0, limit).map(({ update }) => update);
}
