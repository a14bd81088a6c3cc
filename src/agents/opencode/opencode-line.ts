import { z } from 'zod';

// Fields each have a way out: a version that words one differently must not hide the rest of its line.
const text = z.string().nullable().catch(null);
const count = z.number().nonnegative().nullable().catch(null);
const record = z.record(z.string(), z.unknown()).catch({});

export const anyLine = z.object({ sessionID: text });

export const textLine = z.object({ part: z.object({ text: z.string() }) });

/** Told when the tool has ended, never before. */
export const toolLine = z.object({
  part: z.object({
    tool: z.string(),
    state: z.object({ status: text, input: record, title: text, error: text }),
  }),
});

export type ToolCall = z.output<typeof toolLine>['part'];

/** Of one answer of the model; `input` is without what was read from the cache or written to it. Dollars. */
export const finishLine = z.object({
  part: z.object({
    reason: text,
    cost: count,
    tokens: z.object({
      input: count,
      output: count,
      reasoning: count,
      cache: z.object({ read: count, write: count }).catch({ read: null, write: null }),
    }),
  }),
});

export type Finish = z.output<typeof finishLine>['part'];

export const errorLine = z.object({
  error: z.object({
    name: z.string(),
    data: z.object({
      message: z.string().catch(''),
      statusCode: count,
      isRetryable: z.boolean().catch(false),
    }),
  }),
});
