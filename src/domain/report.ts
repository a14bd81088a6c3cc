/** What an agent hands back, already parsed. A verdict that its stage does not know never gets this far. */
export type Report = {
  verdict: Verdict | null;
  summary: string | null;
  findings: string | null;
  question: string | null;
  /** What the agent wanted to do and was not allowed to. */
  denied: string | null;
  usage: Usage;
};

export const verdicts = ['approve', 'changes', 'pass', 'fail', 'question'] as const;
export type Verdict = (typeof verdicts)[number];

/** Token counts and US dollars of one run; null means unknown and is shown as unknown. */
export type Usage = {
  inputTokens: number | null;
  outputTokens: number | null;
  cacheReadTokens: number | null;
  cacheCreationTokens: number | null;
  costUsd: number | null;
  model: string | null;
};

export const unknownUsage: Usage = {
  inputTokens: null,
  outputTokens: null,
  cacheReadTokens: null,
  cacheCreationTokens: null,
  costUsd: null,
  model: null,
};

export const emptyReport: Report = {
  verdict: null,
  summary: null,
  findings: null,
  question: null,
  denied: null,
  usage: unknownUsage,
};
