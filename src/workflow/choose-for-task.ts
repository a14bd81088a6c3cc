import { type Phrase, phrase, type Said } from '../domain/phrase.ts';
import type { RoleSettings } from '../domain/project.ts';
import { sayRole } from '../domain/say-stage.ts';
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
    return { ok: false, text: phrase('steer-model-one-word') };
  }
  if (value !== null && value.length > longestName) {
    return { ok: false, text: phrase('steer-model-long', { longest: longestName }) };
  }
  return choose(context, taskId, { choice: 'model', value, by });
}

/** As `setModel`, for how hard the model thinks. */
export function setEffort(context: Context, taskId: number, value: string | null, by: Actor): Steered {
  const word = value?.toLowerCase() ?? null;
  if (word !== null && !efforts.includes(word)) {
    const effort = value?.slice(0, 40) ?? '';
    return { ok: false, text: phrase('steer-effort-unknown', { effort, efforts }) };
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
    if (task === undefined) return { ok: false, text: phrase('steer-task-unknown') };
    if (isFinished(task.stage)) return { ok: false, text: phrase('steer-no-run-follows') };
    store.tasks.raiseVersion(task.id, task.version);
    if (choice === 'model') store.tasks.setModel(task.id, value);
    else store.tasks.setEffort(task.id, value);
    const what = wordChoice(choice, value);
    const why = phrase('why-chosen', { who: by.who, what });
    store.log.append({ taskId: task.id, from: null, to: null, why, by }, toStoredTime(clock.now()));
    store.cards.touch(task.id);
    const exceptions = exceptionsOf(context, { ...task, [choice]: value }, choice);
    return { ok: true, text: phrase('steer-chosen', { what, ...exceptions }) };
  });
  context.nudge();
  return steered;
}

function wordChoice(choice: Choice, value: string | null): Phrase {
  if (choice === 'model') {
    return value === null ? phrase('steer-model-default') : phrase('steer-model-named', { value });
  }
  return value === null ? phrase('steer-effort-default') : phrase('steer-effort-named', { value });
}

/** What the choice does not change; empty where it counts for all. */
function exceptionsOf(context: Context, task: TaskRow, choice: Choice): { atWork: Said; unused: Said } {
  const live = context.store.runs.findLiveOfTask(task.id);
  const atWork = live === undefined ? '' : phrase('steer-at-work-goes-on', { role: sayRole(live.agent) });
  const counts =
    task[choice] === null || listChoices(context, task, choice).some(({ isOverridden }) => isOverridden);
  if (counts) return { atWork, unused: '' };
  const unused = choice === 'model' ? phrase('steer-model-unused') : phrase('steer-effort-unused');
  return { atWork, unused };
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
