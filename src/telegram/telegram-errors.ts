import { GrammyError, HttpError } from 'grammy';

type RefusalKind =
  /** 429: the chat wants silence for a while. */
  | 'flood'
  /** The chat blocked or removed the bot, or is gone. */
  | 'closed'
  /** The group became a supergroup: `toChatId`. */
  | 'moved'
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
  | 'topic-gone'
  | 'topic-closed'
  /** The chat has no topics, or the bot may not manage them. */
  | 'no-topics'
  /** What it needs was found missing and is made first. */
  | 'late'
  /** Anything else Telegram says no to. */
  | 'refused';

export type Refusal =
  | { kind: Exclude<RefusalKind, 'moved'>; why: string; retryAfterMs?: number }
  | { kind: 'moved'; why: string; toChatId: number; retryAfterMs?: undefined };

export type Answer<T> = { kind: 'answered'; value: T } | Refusal;

const descriptions: readonly (readonly [RegExp, Exclude<RefusalKind, 'moved'>])[] = [
  [/message is not modified|TOPIC_NOT_MODIFIED/i, 'unchanged'],
  [
    /message to (edit|delete) not found|message can't be edited|no text in the message|MESSAGE_ID_INVALID/i,
    'gone',
  ],
  [/message can't be deleted/i, 'undeletable'],
  [/chat not found|CHAT_WRITE_FORBIDDEN|(not enough|have no) rights to send|PEER_ID_INVALID/i, 'closed'],
  [/TOPIC_CLOSED/i, 'topic-closed'],
  [/thread not found|TOPIC_(DELETED|ID_INVALID)/i, 'topic-gone'],
  [/not a forum|not enough rights to (create|edit|close or open|manage)|CHAT_ADMIN_REQUIRED/i, 'no-topics'],
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
  const { migrate_to_chat_id: toChatId } = parameters;
  if (toChatId !== undefined)
    return { kind: 'moved', why: `the group became the supergroup ${toChatId}`, toChatId };
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
