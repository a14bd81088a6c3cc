import { join } from 'node:path';
import type { RunEnd, RunHandle, RunSpec } from '../../agents/process/run-process.ts';
import type { Project } from '../../domain/project.ts';
import { unknownUsage } from '../../domain/report.ts';
import type { RunRow } from '../../store/runs.ts';
import type { TaskRow } from '../../store/tasks.ts';
import { toStoredTime } from '../../stored-time.ts';
import { nameRun } from './prepare-run.ts';
import type { RunContext } from './run-context.ts';

/** What a command that is run without a job is for. */
export const commandAgents = ['ci', 'rollback', 'health'] as const;
export type CommandAgent = (typeof commandAgents)[number];

/** A shell command of the project that is run like an agent, but owns no job and no slot. */
type Command = {
  agent: CommandAgent;
  task: TaskRow;
  project: Project;
  effectId: number | null;
  /** Where it runs, and what is checked out there. */
  clone: string;
  commit: string | null;
  command: string;
  /** A HOME of its own, in the sandbox; null: that of Signalbox. */
  home: string | null;
  env: Readonly<Record<string, string>>;
  limitMs: number;
};

export type FinishCommand = (context: RunContext, runId: number, end: RunEnd) => Promise<void>;

type Hooks = {
  /** Else it gets one of its own. */
  name?: string;
  /** Whether it is still to be run, asked in the transaction of its row. */
  isWanted(): boolean;
  /** In the same transaction. */
  onRecorded?(runId: number): void;
  finish: FinishCommand;
};

/**
 * The row is there before the process is; `finish` is called with whatever end it comes to, also when it could not be
 * started. Resolves once it runs, or will never.
 */
export async function startCommand(context: RunContext, command: Command, hooks: Hooks): Promise<void> {
  const { agent, task, commit } = command;
  const name = hooks.name ?? nameRun();
  const folder = join(context.runsDir, name);
  context.tools.createFolder(folder);
  const runId = record(context, command, { name, folder }, hooks);
  if (runId === null) return;
  const spec = toSpec(context, command, { name, folder });
  await context.live.starting(runId, async () => {
    context.checkpoint(`${agent}-recorded`);
    const handle = await startOrLose(context, runId, spec, hooks.finish);
    if (handle === null) return;
    context.store.runs.setProcess(runId, handle.identity);
    context.checkpoint(`${agent}-started`);
    context.log.info({ task: task.id, run: name, agent, commit }, 'command started');
    context.live.watch(runId, handle, (end) => hooks.finish(context, runId, end));
  });
}

type Place = { name: string; folder: string };

/** Null when it is not wanted any more. */
function record(
  { store, clock }: RunContext,
  { agent, task, effectId, clone, commit }: Command,
  place: Place,
  { isWanted, onRecorded }: Hooks,
): number | null {
  // A look at the health stands in nobody's way: its task may move on, and have another run.
  const taskId = agent === 'health' ? null : task.id;
  const row = { taskId, jobId: null, effectId, agent, stage: task.stage, clone, startCommit: commit };
  const noAgent = {
    model: null,
    effort: null,
    runner: 'command',
    account: null,
    sessionId: null,
    resumes: null,
  };
  return store.transaction(() => {
    if (!isWanted()) return null;
    const runId = store.runs.begin({ ...row, ...place, ...noAgent }, toStoredTime(clock.now()));
    onRecorded?.(runId);
    return runId;
  });
}

/** With a HOME of its own it is given no more than an agent, in the same sandbox: an agent may have written what it runs. */
function toSpec({ tools, workspace }: RunContext, command: Command, { name, folder }: Place): RunSpec {
  const { home, clone, project, limitMs } = command;
  const argv: RunSpec['argv'] = ['sh', '-c', command.command];
  if (home !== null) tools.createHome({ homePath: home, template: null, files: {} });
  const extra = { ...command.env, SIGNALBOX_RUN: name };
  const env = tools.environment({ homePath: home, tempPath: tools.tempPath(folder), extra });
  const objects = workspace.objectsPath(project.repo);
  const places = { clone, runFolder: folder, objects, path: env['PATH'] ?? '' };
  return {
    folder,
    argv: home === null ? argv : tools.contain(argv, { ...places, home }),
    env,
    cwd: clone,
    stdinPath: null,
    marker: name,
    limitMs,
    silenceMs: null,
  };
}

/** Null when the process did not come to be, or may live and is taken up by the next Signalbox. */
async function startOrLose(
  context: RunContext,
  runId: number,
  spec: RunSpec,
  finish: FinishCommand,
): Promise<RunHandle | null> {
  try {
    return await context.host.start(spec);
  } catch (error) {
    if (error instanceof Error && error.name === 'DetachedError') return null;
    context.log.error({ run: spec.marker, err: error }, 'a command could not be started');
    await finish(context, runId, { reason: 'lost', exitCode: null });
    return null;
  }
}

const chargedNothing = {
  charge: { usage: unknownUsage, basis: null, sessionCostUsd: null },
  session: { id: null, isGone: false },
  turns: null,
  fault: null,
} as const;

/** An end as read, and what it means for whoever asked for the command. */
type ReadEnd = { outcome: string; settle(): void };

/**
 * Ends the run's row, once, and settles what it was for in the same transaction. `read` is given the end of its output,
 * at most `tailBytes` of each stream.
 */
export async function endCommand(
  context: RunContext,
  run: RunRow,
  { exitCode }: RunEnd,
  { tailBytes, read }: { tailBytes: number; read(tail: string): ReadEnd },
): Promise<void> {
  const { store, clock, tools } = context;
  const tail = run.folder === null ? '' : await tools.readOutputTail(run.folder, tailBytes);
  const { outcome, settle } = read(tail);
  context.checkpoint(`${run.agent}-ended`);
  store.transaction(() => {
    const ended = { ...chargedNothing, exitCode, outcome, summary: null };
    if (store.runs.end(run.id, ended, toStoredTime(clock.now()))) settle();
  });
  context.nudge();
}
