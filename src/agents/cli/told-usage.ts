import type { Usage } from '../../domain/report.ts';

export type ToldTokens = Pick<
  Usage,
  'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheCreationTokens'
>;

/** What was known before, with an answer's tokens put in the place of those it was told to have used so far. */
export function withAnswer(usage: Usage, before: ToldTokens | null, now: ToldTokens): Usage {
  const add = (key: keyof ToldTokens): number | null =>
    usage[key] === null && now[key] === null
      ? null
      : (usage[key] ?? 0) - (before?.[key] ?? 0) + (now[key] ?? 0);
  return {
    ...usage,
    inputTokens: add('inputTokens'),
    outputTokens: add('outputTokens'),
    cacheReadTokens: add('cacheReadTokens'),
    cacheCreationTokens: add('cacheCreationTokens'),
  };
}

const charactersPerToken = 4;

/** A rough count for an answer whose own count is not told yet. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}
