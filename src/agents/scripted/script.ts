import { parseDocument } from 'yaml';
import { z } from 'zod';

/** Per role its rounds, per round its steps. */
export type Script = Record<string, Step[][]>;

/** What the player ends with when the script cannot be played: EX_USAGE of sysexits.h. */
export const wrongScriptCode = 64;

const inFile = z.strictObject({ path: z.string().min(1), text: z.string() });

const stepSchemas = {
  write: inFile,
  append: inFile,
  delete: z.string().min(1),
  say: z.string(),
  sleep: z
    .string()
    .regex(/^\d+(\.\d+)?(ms|s|m)$/, 'expected a duration such as 500ms, 2s or 1m')
    .transform(toMilliseconds),
  run: z.string().min(1),
  commit: z.string().min(1),
  report: z.record(z.string(), z.unknown()),
  exit: z.int().min(0).max(255),
} satisfies Record<string, z.ZodType>;

export type StepKind = keyof typeof stepSchemas;
export type StepValues = { [K in StepKind]: z.infer<(typeof stepSchemas)[K]> };
export type Step = { [K in StepKind]: { kind: K; value: StepValues[K] } }[StepKind];

/** Throws with every fault of the script, each with its path and what is expected there. */
export function parseScript(text: string): Script {
  const document = parseDocument(text, { prettyErrors: true });
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) throw new Error(`the script is not YAML: ${syntaxError.message}`);
  const parsed = scriptSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${toPathText(issue.path)}: ${issue.message}`);
  throw new Error(`the script is wrong:\n${faults.join('\n')}`);
}

const stepSchema = z.unknown().transform((value, context): Step => {
  const parsed = parseStep(value);
  if (parsed.ok) return parsed.step;
  for (const issue of parsed.issues) context.addIssue({ code: 'custom', ...issue });
  return z.NEVER;
});

const scriptSchema = z.record(z.string(), z.array(z.array(stepSchema)).min(1));

type StepIssue = { message: string; path: PropertyKey[] };
type StepParse = { ok: true; step: Step } | { ok: false; issues: StepIssue[] };

function parseStep(value: unknown): StepParse {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [entry] = entries;
  const expectation = `expected one of ${Object.keys(stepSchemas).join(', ')}`;
  if (entry === undefined || entries.length > 1 || Array.isArray(value)) {
    return { ok: false, issues: [{ message: `a step is a mapping with one key: ${expectation}`, path: [] }] };
  }
  const [kind, argument] = entry;
  if (!isStepKind(kind))
    return { ok: false, issues: [{ message: `unknown step "${kind}": ${expectation}`, path: [] }] };
  const parsed = stepSchemas[kind].safeParse(argument);
  if (parsed.success) return { ok: true, step: { kind, value: parsed.data } as Step };
  const issues = parsed.error.issues.map(({ message, path }) => ({ message, path: [kind, ...path] }));
  return { ok: false, issues };
}

function isStepKind(kind: string): kind is StepKind {
  return Object.hasOwn(stepSchemas, kind);
}

function toMilliseconds(duration: string): number {
  const amount = Number.parseFloat(duration);
  if (duration.endsWith('ms')) return amount;
  return duration.endsWith('s') ? amount * 1000 : amount * 60_000;
}

/** `developer[0][2].write.path`, counted from 0 as YAML tools do. */
function toPathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'script';
  return path.map((key, index) => toKeyText(key, index === 0)).join('');
}

function toKeyText(key: PropertyKey, isFirst: boolean): string {
  if (typeof key === 'number') return `[${key}]`;
  return isFirst ? String(key) : `.${String(key)}`;
}
