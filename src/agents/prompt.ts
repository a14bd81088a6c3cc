import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillTemplate } from './template.ts';

/** What a prompt may name, besides what a caller adds. Title, description and notes come from people outside and are fenced. */
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
  reportPath: string;
};

const dataNames = new Set(['title', 'description', 'notes']);
const promptsFolder = join(import.meta.dirname, 'prompts');
const groundRulesName = 'ground-rules';

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
    .filter((name) => name !== groundRulesName)
    .toSorted();
}

function readPrompt(name: string): string {
  return readFileSync(join(promptsFolder, `${name}.md`), 'utf8');
}

/** Fills in the values; text from outside is set in a block of its own that it cannot close. */
export function renderPrompt(template: string, values: Readonly<Record<string, string>>): string {
  return fillTemplate(template, values, ({ name, value, isAlone }) => {
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
