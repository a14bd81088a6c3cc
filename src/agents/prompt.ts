import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportChannel } from './agent.ts';
import { fillTemplate } from './template.ts';

/** What a prompt may name. Title, description and notes come from people outside and are fenced. */
export type PromptValues = {
  role: string;
  stage: string;
  workItemId: string;
  title: string;
  description: string;
  notes: string;
  repo: string;
  branch: string;
  baseBranch: string;
  commit: string;
} & ReportValues;

/** What a resumed session is told. `notes` come from people outside and are fenced. */
export type ResumeValues = { happened: string; notes: string } & ReportValues;

/** How the report is to be handed back: fills in `{{reportRules}}`, and `{{reportPath}}` where a file is wanted; null: none is. */
type ReportValues = { reportChannel: ReportChannel; reportPath: string | null };

const dataNames = new Set(['title', 'description', 'notes']);
const promptsFolder = join(import.meta.dirname, 'prompts');
const groundRulesName = 'ground-rules';
const resumeName = 'resume';
const reportRulesNames = {
  file: 'report-file',
  answer: 'report-answer',
} as const satisfies Record<ReportChannel, string>;

/** Parts of a prompt that are no role's. */
const partNames = new Set<string>([groundRulesName, resumeName, ...Object.values(reportRulesNames)]);

/** The role's prompt with the rules that hold for every role. Throws for a role that has none. */
export function builtInPrompt(role: string): string {
  const roles = listPromptRoles();
  if (!roles.includes(role))
    throw new Error(`no built-in prompt for role "${role}"; there are ${roles.join(', ')}`);
  return `${readPrompt(role)}\n${readPrompt(groundRulesName)}`;
}

export function listPromptRoles(): string[] {
  return readdirSync(promptsFolder)
    .map((name) => name.replace(/\.md$/, ''))
    .filter((name) => !partNames.has(name))
    .toSorted();
}

function readPrompt(name: string): string {
  return readFileSync(join(promptsFolder, `${name}.md`), 'utf8');
}

/** Fills in the values; text from outside is set in a block of its own that it cannot close. */
export function renderPrompt(template: string, values: PromptValues): string {
  return render(template, values);
}

/** What a session that goes on is told, whatever role and stage it is of: it knows the rest. */
export function renderResumePrompt(values: ResumeValues): string {
  return render(readPrompt(resumeName), values);
}

const noReport = '(no report is read from this run; the exit status counts)';

function render(
  template: string,
  { reportChannel, reportPath, ...values }: PromptValues | ResumeValues,
): string {
  const known = { ...values, reportPath: reportPath ?? noReport };
  const reportRules = fillTemplate(readPrompt(reportRulesNames[reportChannel]), known).trimEnd();
  return fillTemplate(template, { ...known, reportRules }, ({ name, value, isAlone }) => {
    if (!dataNames.has(name)) return value;
    const block = toDataBlock(value);
    return isAlone ? block : `\n\n${block}\n\n`;
  });
}

const shortestFence = 3;

/** A Markdown code block whose fence is longer than any run of backticks inside it. */
export function toDataBlock(text: string): string {
  const runLengths = (text.match(/`+/g) ?? []).map((run) => run.length);
  const fence = '`'.repeat(
    runLengths.reduce((longest, length) => Math.max(longest, length + 1), shortestFence),
  );
  return `${fence}text\n${text.trim() === '' ? '(empty)' : text.trimEnd()}\n${fence}`;
}
