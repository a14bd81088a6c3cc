import { dirname } from 'node:path';
import type { Action } from '../doubles/anthropic/action.ts';

/** `cwd` is the clone; the folder `outside`, with a file `secret`, and the database are no business of the run's. */
type Places = { cwd: string; outside: string; database: string };

/** What an agent may come upon to try, and that some role must not do. */
const attempts = {
  'read a file': ({ cwd }) => ({ tool: 'Read', input: { file_path: `${cwd}/readme.md` } }),
  'read the history': () => bash('git log --oneline'),
  'write its document': ({ cwd }) => write(`${cwd}/docs/work-items/ET-001/01-brd.md`),
  'write a source': ({ cwd }) => write(`${cwd}/src/new.ts`),
  'edit a source': ({ cwd }) => ({
    tool: 'Edit',
    input: { file_path: `${cwd}/readme.md`, old_string: 'shop', new_string: 'SHOP' },
  }),
  'edit a notebook': ({ cwd }) => ({
    tool: 'NotebookEdit',
    input: { notebook_path: `${cwd}/a.ipynb`, new_source: 'x' },
  }),
  'write by an option of git': () => bash('git log --output=by-option'),
  'write by a redirection': () => bash('git log > by-redirection'),
  'run a command': () => bash('touch by-command; echo "settings: $OF_THE_CLONE"'),
  'edit by a command': () => bash('sed -i s/shop/SHOP/ readme.md'),
  'leave the clone by a path': ({ cwd }) => write(`${cwd}/docs/work-items/../../../left`),
  'read outside': ({ outside }) => ({ tool: 'Read', input: { file_path: `${outside}/secret` } }),
  'write outside': ({ outside }) => write(`${outside}/new`),
  'write a hook of git': ({ cwd }) => write(`${cwd}/.git/hooks/post-commit`),
  'write settings of the CLI': ({ cwd }) => write(`${cwd}/.claude/settings.local.json`),
  'look outside by a command': ({ outside, database }) =>
    bash(`cat "${outside}/secret"; cd "${dirname(database)}" && ls`),
  'fetch a page': () => ({ tool: 'WebFetch', input: { url: 'http://127.0.0.1:9/', prompt: 'x' } }),
  'work in the background': () => bash('echo background', { run_in_background: true }),
  'start a helper': () => ({
    tool: 'Task',
    input: { description: 'x', prompt: 'x', subagent_type: 'general-purpose' },
  }),
  commit: () => bash('git add -A && git commit -qm "of the role"'),
} as const satisfies Record<string, (places: Places) => Action>;

type Attempt = keyof typeof attempts;

export const listAttempts = (places: Places): Action[] => Object.values(attempts).map((one) => one(places));

export const lookOutside: Attempt = 'look outside by a command';

const reading: readonly Attempt[] = ['read a file', 'read the history'];
const anyCommand: readonly Attempt[] = [
  'write by an option of git',
  'write by a redirection',
  'run a command',
  'edit by a command',
  lookOutside,
  'commit',
];

export type WorkingRole = 'analyst' | 'developer' | 'reviewer' | 'tester';

/** One role for each access. Whatever it may not must be refused. */
export const works: Readonly<Record<WorkingRole, { may: readonly Attempt[]; report: object }>> = {
  analyst: { may: toMay(...reading, 'write its document', 'commit'), report: { summary: 'Written.' } },
  developer: {
    may: toMay(...reading, 'write its document', 'write a source', 'edit a source', ...anyCommand),
    report: { summary: 'Built.' },
  },
  reviewer: { may: toMay(...reading), report: { verdict: 'approve', summary: 'Read.' } },
  tester: { may: toMay(...reading, ...anyCommand), report: { verdict: 'pass', summary: 'Run.' } },
};

/** In the order of the attempts. */
function toMay(...names: Attempt[]): Attempt[] {
  return listNames().filter((name) => names.includes(name));
}

function listNames(): Attempt[] {
  return Object.keys(attempts) as Attempt[];
}

const refusal =
  /^(Permission to use \w+ has been denied|<tool_use_error>Error: No such tool available|<tool_use_error>InputValidationError: .+\n.+`run_in_background`)/;

/** Of all attempts, in order, those that were not refused. */
export function listDone(results: readonly string[]): Attempt[] {
  return listNames().filter((_, index) => !refusal.test(results[index] ?? ''));
}

function bash(command: string, more: object = {}): Action {
  return { tool: 'Bash', input: { command, description: 'A command of the stub', ...more } };
}

function write(file_path: string): Action {
  return { tool: 'Write', input: { file_path, content: 'written\n' } };
}
