import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { toEnglish } from '../locale/to-english.ts';
import { openCopy } from '../store/open-database.ts';
import { createStore } from '../store/store.ts';
import type { Verb, VerbInput } from '../verbs.ts';
import { createProjectIndex, toPaySettings } from '../workflow/context.ts';
import { withMissing } from '../workflow/describe-approval.ts';
import { describeQueue } from '../workflow/describe-queue.ts';
import { describeTask, type ReadContext } from '../workflow/describe-task.ts';
import { findTask } from '../workflow/steer-task.ts';
import { printTask, printWhy } from './print.ts';
import { printQueue } from './print-queue.ts';
import { UsageError } from './usage-error.ts';

/** These read a migrated copy: the file stays as it is, whatever its age, and a running Signalbox is not disturbed. */
export const queue: Verb = (input) =>
  withFile(input, 0, (context) => {
    const view = toEnglish(describeQueue(context));
    return { view, text: () => printQueue(view) };
  });

export const task: Verb = (input) =>
  withFile(input, 1, (context, [reference = '']) => {
    const view = loadView(context, reference);
    return { view, text: () => printTask(view) };
  });

export const why: Verb = (input) =>
  withFile(input, 1, (context, [reference = '']) => {
    const { workItemId, stage, step, explanation, approval } = loadView(context, reference);
    const told = withMissing(explanation, approval?.votes ?? null);
    const view = toEnglish({ task: workItemId, stage, step, ...told });
    return { view, text: () => printWhy(view) };
  });

type Answer = { view: unknown; text(): string };

/** Prints what `read` makes of the file, as text or with --json; takes as many ids as are wanted. */
export async function withFile(
  { args, env, print }: VerbInput,
  wanted: number,
  read: (context: ReadContext, positionals: string[]) => Answer,
): Promise<number> {
  const { json, positionals } = parse(args, wanted);
  const config = loadConfig(env, { needs: 'file' });
  const { db, close } = await openCopy(config.dbPath);
  try {
    const repos = config.projects.map(({ repo }) => repo.key);
    const context: ReadContext = {
      store: createStore(db),
      clock: systemClock,
      projects: createProjectIndex(config.projects),
      gates: {
        slots: config.maxConcurrency,
        perProject: config.maxPerProject,
        repos,
        dependencies: config.taskDepsEnabled,
        serial: config.serialGate.enabled ? config.serialGate.repos : 'off',
        pay: toPaySettings(config.projects, config.dayBudgetUsd),
      },
    };
    const { view, text } = read(context, positionals);
    print(json ? JSON.stringify(view, null, 2) : text());
    return 0;
  } finally {
    close();
  }
}

function parse(args: readonly string[], wanted: number): { json: boolean; positionals: string[] } {
  try {
    const options = { json: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length !== wanted)
      throw new UsageError(`expected ${wanted === 0 ? 'no' : 'one'} task id`);
    return { json: values.json, positionals };
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

function loadView(context: ReadContext, reference: string) {
  const row = findTask(context, reference);
  const view = row === undefined ? undefined : describeTask(context, row.id);
  if (view === undefined) throw new UsageError(`there is no task ${reference} in this file`);
  return toEnglish(view);
}
