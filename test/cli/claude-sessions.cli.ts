import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunRow } from '../../src/store/runs.ts';
import { claimJob, startRun } from '../../src/workflow/runs/start-run.ts';
import type { Action, Turn } from '../doubles/anthropic/action.ts';
import { until } from '../support/until.ts';
import { agentCommit, runsEnded, type TestRunContext } from '../workflow/run-context.ts';
import { open, walkTo, work } from '../workflow/walk.ts';
import { type ClaudeContext, createClaudeContext, findCli, usdOfRequest } from './claude-run.ts';
import { type Standing, standings, toSandbox } from './standings.ts';

/** What the CLI counts with for the model that roles have here. */
const price = { input: 4, output: 20, cacheRead: 0.2, cacheCreation: 5 };
/** The clock is put forward by more than any backoff between two runs, and by less than a run may take. */
const backoffMs = 60_000;
const limitMs = 3_600_000;

const bash = (command: string): Action => ({ tool: 'Bash', input: { command, description: 'A command' } });

/** A task whose tester works in the session, and is killed in a tool until it has run so often as there are signals. */
async function createSession(signals: readonly NodeJS.Signals[], { isSandboxed }: Standing) {
  const script = ({ stepOfPrompt }: Turn): Action => {
    const runs = context.store.runs.listOfTask(1).length;
    if (stepOfPrompt === 0) return bash('git log --oneline -1');
    if (runs <= signals.length) return bash(`touch began-${runs}; exec tail -f /dev/null`);
    return { report: { verdict: 'pass', summary: 'It works.' } };
  };
  const sandbox = (context: TestRunContext) => (isSandboxed ? toSandbox(context) : null);
  const settings = { limitMs, silenceMs: limitMs };
  const context = Object.assign(await createClaudeContext({ script, settings, sandbox }), {
    prices: { 'claude-opus-5-5': price },
  });
  const { id } = open(context);
  const commit = await agentCommit(context, { 'docs/plan.md': 'a plan\n' });
  walkTo(context, id, 'testing/work', { ...work, commit });
  return { context, id };
}

async function startNext(context: ClaudeContext): Promise<RunRow> {
  context.clock.advance(backoffMs);
  const job = claimJob(context);
  if (job === undefined) throw new Error('no job can be claimed');
  await startRun(context, job);
  const [run] = context.store.runs.listLive();
  if (run === undefined) throw new Error('no run lives');
  return run;
}

async function killNext(context: ClaudeContext, signal: NodeJS.Signals): Promise<void> {
  const { id, clone, folder } = await startNext(context);
  await until('the tool', () => existsSync(join(clone ?? '', `began-${id}`)));
  // The CLI writes its log a moment later than its output: killed in between, its last answer has no final count.
  await until('the log of the session', () => readLog(context).includes(`touch began-${id};`));
  process.kill(await findCli({ folder: folder ?? '' }), signal);
  await runsEnded(context);
}

/** The log that the CLI keeps of the only session. */
function readLog({ runsDir }: ClaudeContext): string {
  const [path] = globSync('homes/*/*/.claude/projects/*/*.jsonl', { cwd: runsDir });
  return path === undefined ? '' : readFileSync(join(runsDir, path), 'utf8');
}

const told = (requests: number) => ({ cost_basis: 'told', cost_usd: requests * usdOfRequest });
const estimated = (requests: number) => ({ ...told(requests), cost_basis: 'estimated' });

const cases: { signals: NodeJS.Signals[]; charged: ReturnType<typeof told>[] }[] = [
  { signals: ['SIGINT'], charged: [told(2)] },
  // Nothing is told of what it cost: it is reckoned from its tokens, of which its own log has the final counts.
  { signals: ['SIGKILL', 'SIGTERM'], charged: [estimated(2), told(2)] },
  { signals: ['SIGTERM', 'SIGKILL'], charged: [told(2), estimated(2)] },
];

describe.each(standings.filter(({ uid }) => uid === null))('as $as', (standing) => {
  test.each(cases)('a session outlives $signals, with each answer paid for once', async (row) => {
    const { signals } = row;
    const { context, id } = await createSession(signals, standing);
    for (const signal of signals) await killNext(context, signal);
    await startNext(context);
    await runsEnded(context);
    const runs = context.store.runs.listOfTask(id);
    expect(runs.map(({ outcome }) => outcome)).toEqual([...signals.map(() => 'lost'), 'completed']);
    expect(new Set(runs.map((run) => run.session_id)).size).toBe(1);
    expect(new Set(context.stub.requests.map(({ sessionId }) => sessionId)).size).toBe(1);
    const charged = [...row.charged, told(2)];
    expect(runs.map((run) => run.cost_basis)).toEqual(charged.map((one) => one.cost_basis));
    expect(runs.map((run) => run.cost_usd)).toEqual(charged.map((one) => expect.closeTo(one.cost_usd, 10)));
    const paid = context.stub.requests.length * usdOfRequest;
    expect(context.store.spending.ofTask(id)).toBeCloseTo(paid, 10);
  });
});
