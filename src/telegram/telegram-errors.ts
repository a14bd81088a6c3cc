import { GrammyError, HttpError } from 'grammy';

type RefusalKind =
  /** 429: the chat wants silence for a while. */
  | 'flood'
  /** The chat blocked or removed the bot, is gone, or has moved. */
  | 'closed'
  /** Certainly not done; the same call may work later. */
  | 'transient'
  /** Perhaps done: the answer was lost. */
  | 'unanswered'
  /** The message is already as wanted. */
  | 'unchanged'
  /** The message is gone or of a kind that cannot be edited. */
  | 'gone'
  | 'undeletable'
  /** Formatting that Telegram does not take. */
  | 'entities'
  /** The topic is gone or closed. */
  | 'topic'
  /** Anything else Telegram says no to. */
  | 'refused';

export type Refusal = { kind: RefusalKind; why: string; retryAfterMs?: number };

export type Answer<T> = { kind: 'answered'; value: T } | Refusal;

const descriptions: readonly (readonly [RegExp, RefusalKind])[] = [
  [/message is not modified/i, 'unchanged'],
  [
    /message to (edit|delete) not found|message can't be edited|no text in the message|MESSAGE_ID_INVALID/i,
    'gone',
  ],
  [/message can't be deleted/i, 'undeletable'],
  [/chat not found|CHAT_WRITE_FORBIDDEN|not enough rights to send|PEER_ID_INVALID/i, 'closed'],
  [/thread not found|TOPIC_(CLOSED|DELETED)/i, 'topic'],
  [/entit(y|ies)/i, 'entities'],
];

/** Failures before a connection stood: nothing can have reached Telegram. */
const unconnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
]);

/** Telegram's and the network's refusals as values; any other error is a bug and is thrown on. */
export async function answerOf<T>(call: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'answered', value: await call() };
  } catch (error) {
    if (error instanceof GrammyError) return toRefusal(error);
    if (error instanceof HttpError) return toLoss(error);
    throw error;
  }
}

/** By description first: one number stands for many things. */
function toRefusal({ error_code: code, description, parameters }: GrammyError): Refusal {
  const why = `telegram answered ${code}: ${description}`;
  if (parameters.migrate_to_chat_id !== undefined) {
    return { kind: 'closed', why: `the group became the supergroup ${parameters.migrate_to_chat_id}` };
  }
  if (code === 429) return { kind: 'flood', why, retryAfterMs: (parameters.retry_after ?? 5) * 1000 };
  const known = descriptions.find(([pattern]) => pattern.test(description));
  if (known !== undefined) return { kind: known[1], why };
  if (code === 403) return { kind: 'closed', why };
  // 401 and 404 are about the token: no message is at fault.
  return { kind: code >= 500 || code === 401 || code === 404 ? 'transient' : 'refused', why };
}

function toLoss({ error }: HttpError): Refusal {
  const cause = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  return {
    kind: unconnected.has(code) ? 'transient' : 'unanswered',
    why: `telegram is not reached: ${code}`,
  };
}
