import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { accountOf, type RoleSettings } from '../../domain/project.ts';
import type { Role } from '../../domain/stage.ts';
import type { RunRow } from '../../store/runs.ts';
import type { TaskRow } from '../../store/tasks.ts';
import type { RunContext } from './run-context.ts';

/** Ends after which the work so far is worth going on with, and what the agent is told of them. */
const happened: Readonly<Record<string, string>> = {
  transient: 'The service of your model failed, and your turn was cut off.',
  usageLimit: 'The limit of your account was reached, and your turn was cut off. It has reset.',
  overBudget: 'The money for your work was used up, and your turn was cut off. More has been granted.',
  misconfigured:
    'Something about your account or settings was wrong, and your turn was cut off. It has been mended.',
  silent: 'You said nothing for too long and were stopped. Say something now and then.',
  overtime: 'Your time was up and you were stopped. Come to an end soon.',
  cancelled: 'A person stopped you.',
  lost: 'Your process was killed from outside. What you had started may have been cut off in the middle: look before you repeat it.',
  question: 'You asked a person. What they answered, if they did, is below.',
};

/** The run in whose session the next one of this role goes on; null: it begins anew, on a fresh clone. */
export function findResumable(
  { store, tools }: RunContext,
  {
    task,
    role,
    settings,
    ownCommit,
  }: { task: TaskRow; role: Role; settings: RoleSettings; ownCommit: string | null },
): RunRow | null {
  if (tools.agentOf(settings).output?.resumable !== true) return null;
  const runs = store.runs.listOfTask(task.id).filter((run) => run.effect_id === null);
  const last = runs.at(-1);
  if (last === undefined || last.agent !== role || last.stage !== task.stage) return null;
  const isItsOwn = last.runner === settings.runner && last.account === accountOf(settings);
  if (!isItsOwn || last.session_id === null) return null;
  // The commit may have moved, by a person's push say: what the session knows of the files is then wrong. The default
  // branch moves while a person thinks; what has nothing but that to stand at goes on from where it began.
  if (ownCommit !== null && last.start_commit !== ownCommit) return null;
  // What runs in a CLI can write to its output: the id becomes an argument, and must not be taken for an option.
  if (!/^\w[\w-]*$/.test(last.session_id)) return null;
  if (last.outcome === null || happened[last.outcome] === undefined) return null;
  return last.clone !== null && existsSync(join(last.clone, '.git')) ? last : null;
}

/** What the agent of a resumed session is told: of the end of its last run in our words, and what was recorded of it as data. */
export function toldOnResume(
  { outcome, summary }: RunRow,
  notes: string,
): { happened: string; notes: string } {
  const recorded = outcome === 'question' || summary === null ? '' : `Recorded of that end: ${summary}`;
  return {
    happened: happened[outcome ?? ''] ?? 'Your turn was cut off.',
    notes: [recorded, notes].filter((part) => part !== '').join('\n\n'),
  };
}
