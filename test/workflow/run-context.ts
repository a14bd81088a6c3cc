import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createProcessHost } from '../../src/agents/process/run-process.ts';
import { createRunTools } from '../../src/agents/run-tools.ts';
import type { Project } from '../../src/domain/project.ts';
import { createLocalForge } from '../../src/forges/local.ts';
import type { FileSource } from '../../src/telegram/fetch-file.ts';
import { performEffect } from '../../src/workflow/effects/perform-effect.ts';
import { createAttachmentFetcher } from '../../src/workflow/fetch-attachments.ts';
import { createLiveRuns, type RunContext } from '../../src/workflow/runs/run-context.ts';
import {
  type ContextOptions,
  createTestContext,
  project,
  reopen,
  type TestContext,
  testClock,
} from '../support/context.ts';
import { until } from '../support/until.ts';
import { analyst, createYard, runGit, writeFiles, type Yard } from '../workspace/support.ts';

export type TestRunContext = TestContext & RunContext & { yard: Yard };

type RunOptions = Omit<ContextOptions, 'projects'> & { project?: Partial<Project>; yard?: Yard };

/** A context with real git and real processes, whose origin holds one commit on main. The clock begins at the real time. */
export async function createRunContext({
  project: overrides,
  yard = createYard(),
  ...options
}: RunOptions = {}) {
  const projects = [project({ repo: yard.repo, ...overrides })];
  const clock = testClock(new Date().toISOString());
  return withRuns(await createTestContext({ clock, ...options, projects }), yard);
}

/** The next process on the same file, folders and origin. What the last one watched is left to it. */
export async function restart(context: TestRunContext): Promise<TestRunContext> {
  context.host.detach();
  return withRuns(await reopen(context, { projects: context.projects.all }), context.yard);
}

function withRuns(context: TestContext, yard: Yard): TestRunContext {
  const { clock, log } = context;
  const host = createProcessHost({ clock, log, graceMs: 200, pollMs: 20 });
  const live = createLiveRuns(log);
  const forge = createLocalForge(yard.workspace);
  const whole = {
    ...context,
    yard,
    workspace: yard.workspace,
    forges: { of: () => forge },
    host,
    tools: createRunTools(process.env),
    runsDir: join(yard.dir, 'runs'),
    attachments: createAttachmentFetcher({ ...context, runsDir: join(yard.dir, 'runs') }, noFiles),
    live,
  };
  onTestFinished(async () => {
    if (!context.database.db.open) return;
    await Promise.all(context.store.runs.listLive().map((run) => live.cancel(run.id)));
    await live.idle();
    host.detach();
  });
  return whole;
}

/** Nobody sent any. */
const noFiles: FileSource = {
  download: (fileId) => Promise.reject(new Error(`there is no file ${fileId}`)),
};

export async function runsEnded(context: TestRunContext): Promise<void> {
  await until('every run has ended', () => context.store.runs.listLive().length === 0);
  await context.live.idle();
}

/** Does the effects that are due, once each. */
export async function doEffects(context: TestRunContext): Promise<void> {
  for (const effect of context.store.outbox.listDue('9999')) await performEffect(context, effect);
}

/** A commit by an agent on top of the default branch, as a run that completed leaves it in the bare clone. */
export async function agentCommit({ yard }: TestRunContext, files: Record<string, string>): Promise<string> {
  const { workspace, repo } = yard;
  const { baseCommit } = await workspace.refresh(repo);
  const folder = 'agent';
  const spec = { folder, branch: null, commit: baseCommit, identity: analyst };
  const { path } = await workspace.checkOut(repo, spec);
  writeFiles(path, files);
  const leftoverMessage = 'the work of an agent';
  const kept = { folder, startCommit: baseCommit, leftoverMessage, identity: analyst };
  const { commit } = await workspace.collect(repo, { ...kept, keepRef: 'refs/signalbox/runs/test' });
  return commit;
}

export function atOrigin({ yard }: TestRunContext, ref: string): string {
  return runGit(yard.origin, 'rev-parse', '--verify', '--quiet', ref);
}
