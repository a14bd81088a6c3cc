import { describe, expect, inject, type TestContext, test } from 'vitest';
import type { Running } from '../support/installation.ts';
import { until } from '../support/until.ts';
import { type ClaudeInstallation, installClaude, open, press, untilCard } from './claude-installation.ts';
import { bash, commitAll, isResumed, type Play, waitToBeLetGo } from './role-plays.ts';
import { readRuns } from './told-costs.ts';

const program = inject('claudeProgram');
const task = 'ET-001';
/** What an answer of the stub costs by the CLI's own price list. */
const answerUsd = 0.003_03;

/** Leaves something behind, and is then in a tool for long. */
const developer: Play = ({ lastPrompt, cwd }) =>
  isResumed(lastPrompt)
    ? [bash('cat thing.txt'), commitAll('Add the thing'), { report: { summary: 'The thing is there.' } }]
    : [
        { tool: 'Write', input: { file_path: `${cwd}/thing.txt`, content: 'thing\n' } },
        bash(waitToBeLetGo),
        commitAll('Add the thing'),
        { report: { summary: 'The thing is there.' } },
      ];

/** A developer in its tool. */
async function setUp({ onTestFinished }: TestContext) {
  const installation = await installClaude({ program, onlyDeveloper: true, plays: { developer } });
  onTestFinished(() => installation.close());
  const running = await installation.start();
  await open(running);
  await press(installation, task, 'Approve');
  const cli = await until(
    'the agent to be in its tool',
    () => (isInTool(installation) ? installation.clis.find(task) : undefined),
    60_000,
  );
  return { ...installation, running, cli };
}

function isInTool({ clis, stub }: ClaudeInstallation): boolean {
  return stub.requests.length >= 2 && clis.leftovers().some((line) => line.includes('let-go'));
}

async function expectEnd(installation: ClaudeInstallation, running: Running, outcomes: string[]) {
  await untilCard(installation, task, /✅/);
  const runs = (await readRuns(installation)).filter(({ agent }) => agent === 'developer');
  expect(runs.map(({ outcome }) => outcome)).toEqual(outcomes);
  expect(new Set(runs.map((run) => run.session_id)).size).toBe(1);
  expect(installation.clis.most()[task]).toBe(1);
  expect(installation.clis.leftovers()).toEqual([]);
  await running.stop();
}

describe.concurrent('the real CLI in the middle of a tool', () => {
  test('goes on when Signalbox is killed, and the next start takes its run up again', async (context) => {
    const installation = await setUp(context);
    process.kill(installation.running.pid, 'SIGKILL');
    await installation.running.exited;
    expect(installation.clis.find(task)?.pid).toBe(installation.cli.pid);
    const running = await installation.start();
    await until('the adoption', () => installation.log().includes('run adopted'));
    expect(installation.clis.find(task)?.pid).toBe(installation.cli.pid);
    installation.letGo();
    await expectEnd(installation, running, ['completed']);
  });

  test('goes on when Signalbox is stopped, and the next start takes its run up again', async (context) => {
    const installation = await setUp(context);
    await installation.running.stop();
    expect(installation.clis.find(task)?.pid).toBe(installation.cli.pid);
    const running = await installation.start();
    await until('the adoption', () => installation.log().includes('run adopted'));
    expect(installation.clis.find(task)?.pid).toBe(installation.cli.pid);
    installation.letGo();
    await expectEnd(installation, running, ['completed']);
  });

  test('that comes to its end while Signalbox is down has its result read', async (context) => {
    const installation = await setUp(context);
    process.kill(installation.running.pid, 'SIGKILL');
    await installation.running.exited;
    installation.letGo();
    await until('the agent to end', () => installation.clis.leftovers().length === 0);
    const running = await installation.start();
    await expectEnd(installation, running, ['completed']);
    expect(installation.log()).toContain('run of an earlier process found ended');
  });

  test.for([
    ['alone', killCli],
    ['together with its launcher and Signalbox', killAll],
  ] as const)(
    'killed %s goes on in its session, with its work kept and its cost counted once',
    async ([, kill], context) => {
      const installation = await setUp(context);
      const running = await kill(installation);
      await expectEnd(installation, running, ['lost', 'completed']);

      const { prompt, lastPrompt, toolResults } = installation.stub.requests.at(-1)?.turn ?? {};
      expect(prompt).toContain('You are the **developer**');
      expect(lastPrompt).toContain('Your process was killed from outside.');
      expect(toolResults).toContainEqual(expect.stringMatching(/^thing\b/));
      const runs = (await readRuns(installation)).filter(({ agent }) => agent === 'developer');
      // Killed, it told no cost, and no later total holds it: it is reckoned once the price is known.
      expect(runs.map((run) => run.cost_basis)).toEqual(['estimated', 'told']);
      const [killed = 0, resumed] = runs.map((run) => run.cost_usd ?? 0);
      expect(Math.abs(killed - 2 * answerUsd)).toBeLessThan(0.2 * answerUsd);
      expect(resumed).toBeCloseTo(3 * answerUsd, 9);
    },
  );
});

type SetUp = Awaited<ReturnType<typeof setUp>>;

async function killCli({ cli, running }: SetUp): Promise<Running> {
  process.kill(cli.pid, 'SIGKILL');
  return running;
}

/** As a machine does that loses its power. */
async function killAll({ cli, running, start }: SetUp): Promise<Running> {
  for (const pid of [running.pid, cli.parent, cli.pid]) process.kill(pid, 'SIGKILL');
  await running.exited;
  return start();
}
