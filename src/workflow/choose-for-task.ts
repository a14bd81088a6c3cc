import type { RoleSettings } from '../domain/project.ts';
import type { Actor } from '../domain/signal.ts';
import { isFinished, type Role, roles } from '../domain/stage.ts';
import type { TaskRow } from '../store/tasks.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Context } from './context.ts';
import { chooseModel } from './runs/choose-model.ts';
import type { Steered } from './steer-task.ts';

/** What a person can choose for the runs of one task in place of the settings. */
export type Choice = 'model' | 'effort';

/** The words that the CLIs know, least first. */
const efforts = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const longestName = 100;

/** Null: as the settings have it. Counts from the next run on; the one at work goes on as it began. */
export function setModel(context: Context, taskId: number, value: string | null, by: Actor): Steered {
  if (value !== null && !/^[\w.:/@[\]-]+$/.test(value)) {
    return { ok: false, text: 'The name of a model is one word, such as opus or gpt-5.' };
  }
  if (value !== null && value.length > longestName) {
    return { ok: false, text: `No model has a name of more than ${longestName} characters.` };
  }
  return choose(context, taskId, { choice: 'model', value, by });
}

/** As `setModel`, for how hard the model thinks. */
export function setEffort(context: Context, taskId: number, value: string | null, by: Actor): Steered {
  const word = value?.toLowerCase() ?? null;
  if (word !== null && !efforts.includes(word)) {
    return {
      ok: false,
      text: `I know no effort ${value?.slice(0, 40)}; it is one of ${efforts.join(', ')}, or default.`,
    };
  }
  return choose(context, taskId, { choice: 'effort', value: word, by });
}

function choose(
  context: Context,
  taskId: number,
  { choice, value, by }: { choice: Choice; value: string | null; by: Actor },
): Steered {
  const { store, clock } = context;
  const steered = store.transaction((): Steered => {
    const task = store.tasks.find(taskId);
    if (task === undefined) return { ok: false, text: 'That task is not known any more.' };
    if (isFinished(task.stage)) return { ok: false, text: 'It has ended: no run follows.' };
    store.tasks.raiseVersion(task.id, task.version);
    if (choice === 'model') store.tasks.setModel(task.id, value);
    else store.tasks.setEffort(task.id, value);
    const what = value === null ? `the ${choice} of the settings` : `the ${choice} ${value}`;
    const why = `${by.who} chose ${what} for the next runs`;
    store.log.append({ taskId: task.id, from: null, to: null, why, by }, toStoredTime(clock.now()));
    store.cards.touch(task.id);
    return {
      ok: true,
      text: `The next runs have ${what}.${exceptionOf(context, { ...task, [choice]: value }, choice)}`,
    };
  });
  context.nudge();
  return steered;
}

function exceptionOf(context: Context, task: TaskRow, choice: Choice): string {
  const live = context.store.runs.findLiveOfTask(task.id);
  const atWork = live === undefined ? '' : ` The ${live.agent} at work goes on with what it began with.`;
  const counts =
    task[choice] === null || listChoices(context, task, choice).some(({ isOverridden }) => isOverridden);
  const without = counts
    ? ''
    : ` But no role of it uses a ${choice} that is chosen here, or all have this one already.`;
  return `${atWork}${without}`;
}

/** `value` null: what its CLI takes by itself, or it is a program without any. */
export type RoleChoice = {
  role: Role;
  runner: RoleSettings['runner'];
  value: string | null;
  isOverridden: boolean;
};

/** What each role of a task will run with. */
export function listChoices(
  { projects }: Pick<Context, 'projects'>,
  task: TaskRow,
  choice: Choice,
): RoleChoice[] {
  const project = projects.findForTask(task);
  if (project === undefined) return [];
  return roles.flatMap((role) => {
    const settings = project.roles[role];
    if (settings === null) return [];
    const value = chooseModel(task, project, settings)[choice];
    return [{ role, runner: settings.runner, value, isOverridden: value !== settings[choice] }];
  });
}
