import { z } from 'zod';
import { type Report, type Verdict, verdicts } from '../domain/report.ts';
import type { ExpectedVerdicts } from './agent.ts';

export type ReportParse = { ok: true; report: Report } | { ok: false; why: string };

export const reportTextLimit = 20_000;
const modelNameLimit = 200;

const text = (limit: number) =>
  z
    .string()
    .nullish()
    .transform((value) => capText(value ?? '', limit) || null);
const count = z
  .int()
  .nonnegative()
  .nullish()
  .transform((value) => value ?? null);
const dollars = z
  .number()
  .nonnegative()
  .nullish()
  .transform((value) => value ?? null);

const usageSchema = z.object({
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheCreationTokens: count,
  costUsd: dollars,
  model: text(modelNameLimit),
});

const reportSchema = z.object({
  verdict: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  summary: text(reportTextLimit),
  findings: text(reportTextLimit),
  question: text(reportTextLimit),
  usage: usageSchema.nullish().transform((value) => value ?? usageSchema.parse({})),
});

/** Every key is optional and null means absent; a wrong type, or a verdict that the stage does not know, is a fault that names it. */
export function parseReport(reportText: string, expected: ExpectedVerdicts): ReportParse {
  const json = parseJson(reportText);
  if (!json.ok) return { ok: false, why: `the report is not JSON: ${json.why}` };
  const parsed = reportSchema.safeParse(json.value);
  if (!parsed.success) return { ok: false, why: `the report is wrong: ${z.prettifyError(parsed.error)}` };
  const known = listKnownVerdicts(expected);
  const verdict = known.find((name) => name === parsed.data.verdict) ?? null;
  if (parsed.data.verdict !== null && verdict === null) {
    const said = capText(parsed.data.verdict, modelNameLimit);
    return { ok: false, why: `the report's verdict is "${said}", and the stage knows ${known.join(', ')}` };
  }
  return { ok: true, report: { ...parsed.data, verdict, denied: null } };
}

function listKnownVerdicts(expected: ExpectedVerdicts): Verdict[] {
  return verdicts.filter(
    (verdict) => verdict === 'question' || verdict === expected?.positive || verdict === expected?.negative,
  );
}

/** Trimmed and cut to the limit, never inside a character, and without NUL, which the databases of Plane and Gitea refuse. */
function capText(value: string, limit: number): string {
  const trimmed = value.replaceAll('\0', '').trim();
  if (trimmed.length <= limit) return trimmed.toWellFormed();
  return `${trimmed.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`.toWellFormed();
}

type JsonParse = { ok: true; value: unknown } | { ok: false; why: string };

function parseJson(value: string): JsonParse {
  try {
    return { ok: true, value: JSON.parse(value.replace(/^\uFEFF/, '')) };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, why: error.message };
    throw error;
  }
}
