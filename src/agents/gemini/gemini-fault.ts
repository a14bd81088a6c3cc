import { z } from 'zod';
import type { TranscriptFault } from '../cli/transcript.ts';

type Cause = Pick<TranscriptFault, 'status' | 'kind'>;

export const dailyQuotaKind = 'daily_quota';

/** The texts of 0.61.0 that leave the status out. */
const causes: readonly (readonly [RegExp, Cause])[] = [
  [/exhausted your daily quota/, { status: 429, kind: dailyQuotaKind }],
  [/is not found for API version/, { status: 404, kind: 'model_not_found' }],
  [/^exception TypeError: fetch failed/, { status: null, kind: 'connection' }],
  [/must specify the GEMINI_API_KEY/, { status: null, kind: 'no_credentials' }],
];

const body = z.object({ error: z.object({ code: z.int(), message: z.string() }) });

/** The text is that of the API, alone or with all of its answer around it. */
export function toGeminiFault(message: string): TranscriptFault {
  const text = message.replace(/^\[API Error: (.*?)\](?:\n.*)?$/s, '$1');
  const cause = causes.find(([pattern]) => pattern.test(text))?.[1];
  return cause === undefined ? fromBody(text) : { ...cause, text };
}

function fromBody(text: string): TranscriptFault {
  try {
    const parsed = body.safeParse(JSON.parse(text));
    if (!parsed.success) return { status: null, kind: null, text };
    return { status: parsed.data.error.code, kind: null, text: parsed.data.error.message };
  } catch (error) {
    if (error instanceof SyntaxError) return { status: null, kind: null, text };
    throw error;
  }
}
