import { GrammyError, HttpError } from 'grammy';

/** `kind` tells whether the same thing was said before; `advice` is what a person can do about it. */
export type Trouble = { kind: string; why: string; advice: string; retryAfterMs: number | null };

/**
 * What Telegram or the network answered, as one sentence. Undefined for any other error. grammY's errors themselves
 * are never logged: inside they carry the address of the call, and that holds the token.
 */
export function whyOf(error: unknown): string | undefined {
  if (error instanceof GrammyError) return `telegram answered ${error.error_code}: ${error.description}`;
  if (!(error instanceof HttpError)) return undefined;
  const { error: cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
  return `telegram is not reached: ${code}`;
}

/** What keeps the bot from hearing anything, and what to do. Undefined for a bug. */
export function explainTrouble(error: unknown): Trouble | undefined {
  const why = whyOf(error);
  if (why === undefined) return undefined;
  if (!(error instanceof GrammyError)) {
    const advice = 'check the network and TELEGRAM_API_ROOT';
    return { kind: 'network', why, advice, retryAfterMs: null };
  }
  const { error_code: code, parameters } = error;
  const retryAfterMs = parameters.retry_after === undefined ? null : parameters.retry_after * 1000;
  return {
    kind: String(code),
    why,
    advice: /webhook/.test(error.description)
      ? (webhookAdvices[code] ?? nothingToDo)
      : (advices[code] ?? nothingToDo),
    retryAfterMs,
  };
}

const nothingToDo = 'nothing is to be done if it passes';

const wrongToken =
  'TELEGRAM_BOT_TOKEN is wrong or was revoked: get the token from @BotFather, set it and restart';

const advices: Readonly<Record<number, string>> = {
  401: wrongToken,
  // Telegram's answer to a token that does not even look like one.
  404: wrongToken,
  409: 'another process polls with this TELEGRAM_BOT_TOKEN: stop the other one, or give this one a bot of its own',
};

const webhookAdvices: Readonly<Record<number, string>> = {
  400: 'Telegram does not take TELEGRAM_WEBHOOK_URL: it needs https:// with a valid certificate on port 443, 80, 88 or 8443',
  409: 'somebody set a webhook for this TELEGRAM_BOT_TOKEN: delete it there and restart, set TELEGRAM_WEBHOOK_URL, or give this one a bot of its own',
};
