import { z } from 'zod';
import type { TranscriptFault } from '../cli/transcript.ts';

export const usageLimitKind = 'usage_limit_reached';

type Cause = Pick<TranscriptFault, 'status' | 'kind'>;

/** Codex tells its errors in words alone; these are those of 0.169.0 that name no status. */
const causes: readonly (readonly [RegExp, Cause])[] = [
  [/^You[’']ve hit your usage limit/, { status: 429, kind: usageLimitKind }],
  [/^Quota exceeded/, { status: 429, kind: 'insufficient_quota' }],
  [/experiencing high demand/, { status: 500, kind: 'server_error' }],
  [/does not exist or you do not have access/, { status: 404, kind: 'model_not_found' }],
  [/ran out of room in the model's context window/, { status: 400, kind: 'context_length_exceeded' }],
  [/^Missing environment variable/, { status: 401, kind: 'no_credentials' }],
  [/^(?:Connection failed|stream disconnected)/, { status: null, kind: 'connection' }],
];

const body = z.object({
  error: z.object({
    message: z.string(),
    type: z.string().nullable().catch(null),
    code: z.string().nullable().catch(null),
  }),
});

/** `message` as `error` and `turn.failed` tell it; around that of a retry stands its number. */
export function toCodexFault(message: string): TranscriptFault {
  const text = message.replace(/^Reconnecting\.\.\. [^(]*\((.*)\)$/s, '$1');
  const told = /\b(?:unexpected|last) status:? (\d{3})\b/.exec(text)?.[1];
  if (told !== undefined) return { status: Number(told), kind: null, text };
  const cause = causes.find(([pattern]) => pattern.test(text))?.[1];
  return cause === undefined ? fromBody(text) : { ...cause, text };
}

/** A request that the API refuses as wrong is answered by its whole body. */
function fromBody(text: string): TranscriptFault {
  try {
    const parsed = body.safeParse(JSON.parse(text));
    if (!parsed.success) return { status: null, kind: null, text };
    const { message, type, code } = parsed.data.error;
    return { status: 400, kind: code ?? type, text: message };
  } catch (error) {
    if (error instanceof SyntaxError) return { status: null, kind: null, text };
    throw error;
  }
}
