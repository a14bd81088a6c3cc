import { readFileSync } from 'node:fs';
import { inject, onTestFinished } from 'vitest';
import type { SandboxSettings } from '../../src/agents/containment/containment.ts';
import { readIdentity } from '../../src/agents/process/run-folder.ts';
import type { RunHandle, RunSpec } from '../../src/agents/process/run-process.ts';
import { createRunTools } from '../../src/agents/run-tools.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { RoleSettings } from '../../src/domain/project.ts';
import { type Role, stageOfRole } from '../../src/domain/stage.ts';
import { type English, toEnglish } from '../../src/locale/to-english.ts';
import type { RunRow } from '../../src/store/runs.ts';
import type { TaskRow } from '../../src/store/tasks.ts';
import { judgeEnd, readTold, type Told } from '../../src/workflow/runs/judge-end.ts';
import { type PreparedRun, prepareRun } from '../../src/workflow/runs/prepare-run.ts';
import type { Script } from '../doubles/anthropic/action.ts';
import { type AnthropicStub, startAnthropicStub } from '../doubles/anthropic/anthropic-stub.ts';
import { project } from '../support/context.ts';
import { until } from '../support/until.ts';
import { agentCommit, createRunContext, type TestRunContext } from '../workflow/run-context.ts';
import { find, jobOf, open, walkTo, work } from '../workflow/walk.ts';

export const key = 'sk-stub-0123456789abcdefghijklmnopqrstuvwxyz';

/** What the CLI says that one answer of the stub costs, with the model that roles have here. */
export const usdOfRequest = 0.00606;

/** A database, a yard with real git, and a stub of the API which all roles ask by the real CLI. */
export type ClaudeContext = TestRunContext & { stub: AnthropicStub };

type ClaudeOptions = {
  script?: Script;
  /** The stub's scenario, with its values. */
  scenario?: string;
  /** Of the account, beside its key and the stub's address; undefined takes one of these away. */
  env?: Readonly<Record<string, string | undefined>>;
  budgetUsd?: number | null;
  settings?: Partial<RoleSettings>;
  program?: string;
  sandbox?: (context: TestRunContext) => SandboxSettings | null;
};

export async function createClaudeContext(options: ClaudeOptions = {}): Promise<ClaudeContext> {
  const { script, scenario = 'script', budgetUsd: task = null } = options;
  const stub = await startAnthropicStub(script === undefined ? {} : { script });
  onTestFinished(() => stub.close());
  const roles = Object.fromEntries(
    Object.keys(project().roles).map((role) => [role, { ...claudeSettings, ...options.settings }]),
  ) as ReturnType<typeof project>['roles'];
  const context = await createRunContext({ project: { roles, budget: { task, day: null } } });
  const variables = {
    ANTHROPIC_API_KEY: key,
    ANTHROPIC_BASE_URL: stub.baseUrl(scenario),
    CLAUDE_CODE_MAX_RETRIES: '0',
    ...options.env,
  };
  const env = Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const program = options.program ?? inject('claudeProgram');
  const accounts = [{ name: 'team', runner: 'claude', program, env, homeTemplate: null } as const];
  context.tools = createRunTools(plainEnv, { accounts, sandbox: options.sandbox?.(context) ?? null });
  return Object.assign(context, { stub });
}

/** Not what the person who runs the tests has in PATH: a run as another user may not look there. */
const plainEnv = { ...process.env, PATH: '/usr/local/bin:/usr/bin:/bin' };

const claudeSettings = {
  runner: 'claude',
  account: 'team',
  model: 'opus',
  fallbackModel: null,
  effort: null,
  limitMs: 60_000,
  silenceMs: 60_000,
  promptFile: null,
  report: true,
  home: 'own',
} as const satisfies RoleSettings;

type Hooks = {
  /** What is changed about it before it starts. */
  alter?: ((spec: RunSpec) => RunSpec) | undefined;
  /** What happens to it while it runs. */
  during?: ((spec: RunSpec, run: RunHandle) => Promise<void>) | undefined;
  /** What happens to what it left, before that is read. */
  after?: ((spec: RunSpec) => void) | undefined;
};

type Ended = { outcome: English<Outcome>; told: Told; spec: RunSpec; clone: string };

/** Prepares, runs and judges one run of the role, each by what the worker does it with. Its task is left as it was. */
export async function runRole(
  context: TestRunContext,
  role: Role = 'analyst',
  { alter = (spec) => spec, during, after }: Hooks = {},
): Promise<Ended> {
  const task = await openFor(context, role);
  const [project] = context.projects.all;
  const settings = project?.roles[role];
  if (project === undefined || settings == null) throw new Error(`nobody works as ${role}`);
  const job = jobOf(context, task.id);
  const prepared = await prepareRun({ context, job, role, task, project, settings });
  const row = recordRow(context, { prepared, task, role });
  const spec = alter(prepared.spec);
  const run = await context.host.start(spec);
  await during?.(spec, run);
  const end = await run.ended;
  after?.(spec);
  const told = await readTold(context, row, job);
  const outcome = await judgeEnd(context, { run: row, job, end, told });
  return { outcome: toEnglish(outcome), told, spec, clone: prepared.clone };
}

async function openFor(context: TestRunContext, role: Role): Promise<TaskRow> {
  const { id } = open(context);
  if (role !== 'analyst') {
    const commit = await agentCommit(context, { 'docs/plan.md': 'a plan\n' });
    walkTo(context, id, `${stageOfRole(role)}/work`, { ...work, commit });
  }
  return find(context, id);
}

type Recorded = { prepared: PreparedRun; task: TaskRow; role: Role };

function recordRow({ store }: TestRunContext, { prepared, task, role }: Recorded): RunRow {
  const { name, folder, clone, startCommit, model, effort } = prepared;
  const place = { name, folder, clone, startCommit, model, effort };
  const session = { runner: 'claude', account: 'team', sessionId: null, resumes: null };
  const id = store.runs.begin(
    {
      taskId: task.id,
      jobId: store.jobs.findOfTask(task.id)?.id ?? null,
      effectId: null,
      agent: role,
      stage: task.stage,
      ...place,
      ...session,
    },
    '2026-03-01 12:00:00.000',
  );
  const row = store.runs.find(id);
  if (row === undefined) throw new Error('the run has no row');
  return row;
}

/** The CLI itself: the child of the run's launcher, or of the sandbox's two processes below that. */
export function findCli({ folder }: Pick<RunSpec, 'folder'>): Promise<number> {
  return until('the CLI', () => {
    const launcher = readIdentity(folder)?.pid;
    return launcher === undefined ? null : findDescendant(launcher);
  });
}

function findDescendant(pid: number): number | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  for (const child of children.split(' ').filter(Boolean).map(Number)) {
    if (readFileSync(`/proc/${child}/comm`, 'utf8').startsWith('claude')) return child;
    const below = findDescendant(child);
    if (below !== null) return below;
  }
  return null;
}
