import { FormattedString, fmt } from '@grammyjs/parse-mode';
import type { TaskAction, TaskView } from '../domain/task-view.ts';
import type { Translator } from '../locale/translator.ts';
import { type Formatted, joined, oneLine, plain } from './formatted.ts';

type Twin = (id: string, action: TaskAction, repo: string) => string;

const twins = {
  approve: (id) => `/approve ${id}`,
  changes: (id) => `/reject ${id}`,
  open: (id) => `/task ${id}`,
  stop: (id) => `/stop ${id}`,
  retry: (id) => `/retry ${id}`,
  answer: (id) => `/answer ${id}`,
  cancel: (id) => `/cancel ${id}`,
  degrade: (id) => `/degrade ${id}`,
  rollback: (id) => `/rollback ${id}`,
  withdraw: (id) => `/rollback ${id} cancel`,
  restart: (id) => `/restart ${id}`,
  raise: (id) => `/budget ${id}`,
  resume: (_, { key }) => (key === '*' ? '/resume' : `/resume ${key}`),
  unfreeze: (_, __, repo) => `/unfreeze ${repo}`,
  show: (_, { name }) => `/task ${name}`,
  without: (id, { name }) => `/deps remove ${id} ${name}`,
  follow: (id, { name }) => `/deps add ${id} ${name}`,
} as const satisfies Record<TaskAction['kind'], Twin>;

const named: ReadonlySet<TaskAction['kind']> = new Set(['open', 'show', 'without', 'follow']);

/** A press can get lost, so every button has a command: those that what lifts the wait does not name already. */
export function commandsLine(view: TaskView, { say }: Translator): Formatted | undefined {
  const { workItemId, repo, actions, explanation } = view;
  const lifts = say(explanation.lifts);
  const commands = actions
    // Approving, the line on the revision names it; what waits for a task names that, and how to wait no longer.
    .filter(({ kind }) => !named.has(kind))
    .map((action) => twinOf(action, workItemId, repo))
    .filter((command) => !names(lifts, command));
  if (commands.length === 0) return undefined;
  const shown = [...new Set(commands)].map((command) => fmt`${FormattedString.code(command)}`);
  return joined([plain('→ '), joined(shown, ' · ')]);
}

function twinOf(action: TaskAction, workItemId: string, repo: string): string {
  const twin: Twin = twins[action.kind];
  return oneLine(twin(workItemId, action, repo), 100);
}

function names(text: string, command: string): boolean {
  const at = text.indexOf(command);
  return at >= 0 && !/[\w-]/.test(text.charAt(at + command.length));
}
