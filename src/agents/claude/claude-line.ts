import { z } from 'zod';

// Fields that say something of a run, each with a way out: a version that words one differently must not hide the rest of its line.
const text = z.string().nullable().catch(null);
const count = z.number().nonnegative().nullable().catch(null);
const moment = z
  .number()
  .transform((seconds) => new Date(seconds * 1000))
  .refine((date) => !Number.isNaN(date.getTime()))
  .nullable()
  .catch(null);

const usage = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
});

const block = z.object({
  type: text,
  text,
  thinking: text,
  name: text,
  input: z.record(z.string(), z.unknown()).catch({}),
});

export type ContentBlock = z.output<typeof block>;

export const initLine = z.object({ cwd: text, session_id: text, model: text });

export const retryLine = z.object({ error_status: count, error: text });

export const assistantLine = z.object({
  message: z.object({
    id: z.string(),
    model: text,
    stop_reason: text,
    content: z.array(block).catch([]),
    usage: usage.catch({
      input_tokens: null,
      output_tokens: null,
      cache_read_input_tokens: null,
      cache_creation_input_tokens: null,
    }),
  }),
  error: text,
  api_error: text,
  api_error_status: count,
});

export type AssistantLine = z.output<typeof assistantLine>;

export const limitLine = z.object({
  rate_limit_info: z.object({ status: text, resetsAt: moment, rateLimitType: text }),
});

export const resultLine = z.object({
  subtype: text,
  is_error: z.boolean().catch(true),
  session_id: text,
  api_error_status: count,
  api_error_type: text,
  api_error: text,
  terminal_reason: text,
  result: text,
  errors: z.array(z.string()).catch([]),
  structured_output: z.unknown().optional(),
  total_cost_usd: count,
  usage: usage.nullable().catch(null),
  model_usage_since_last_result: z
    .record(
      z.string(),
      z.object({
        inputTokens: z.number(),
        outputTokens: z.number(),
        cacheReadInputTokens: z.number(),
        cacheCreationInputTokens: z.number(),
      }),
    )
    .nullable()
    .catch(null),
  permission_denials: z
    .array(z.object({ tool_name: z.string(), tool_input: z.record(z.string(), z.unknown()).catch({}) }))
    .catch([]),
});

export type ResultLine = z.output<typeof resultLine>;
