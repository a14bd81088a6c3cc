import { describe, expect, inject, type TestContext, test } from 'vitest';
import { ada } from '../support/installation.ts';
import { until } from '../support/until.ts';
import { type ClaudeSettings, installClaude, key, open, press, untilCard } from './claude-installation.ts';
import { bash, commitAll, isResumed, type Play, waitToBeLetGo } from './role-plays.ts';
import { readRuns, sumOf, sumTold } from './told-costs.ts';

const program = inject('claudeProgram');

async function setUp({ onTestFinished }: TestContext, settings: Omit<ClaudeSettings, 'program'>) {
  const installation = await installClaude({ program, onlyDeveloper: true, ...settings });
  onTestFinished(() => installation.close());
  return installation;
}

const finish = [bash('echo thing >thing.txt'), commitAll('Add the thing'), { report: { summary: 'Done.' } }];

describe.concurrent('the real CLI', () => {
  test('at a usage limit has every job of its account wait for the reset, and goes on by itself', async (context) => {
    const limit = { untilSeconds: 0 };
    const plan = `{ name: plan, runner: claude, program: ${program}, env: [CLAUDE_CODE_OAUTH_TOKEN, ANTHROPIC_BASE_URL] }`;
    const installation = await setUp(context, {
      account: 'plan',
      file: `  - ${plan}`,
      env: { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-stub' },
      intercept: ({ turn }) => {
        if (turn.step === 0) return undefined;
        if (limit.untilSeconds === 0) limit.untilSeconds = Math.ceil(Date.now() / 1000) + 10;
        return Date.now() < limit.untilSeconds * 1000 ? usedUp(limit.untilSeconds) : undefined;
      },
    });
    const running = await installation.start();
    await Promise.all([open(running, 1), open(running, 2)]);
    await press(installation, 'ET-001', 'Approve');
    const limited = /The account plan is at its limit[^]*Goes on when the limit resets/;
    await untilCard(installation, 'ET-001', limited);
    const asked = installation.stub.requests.length;
    await press(installation, 'ET-002', 'Approve');
    await untilCard(installation, 'ET-002', limited);
    await until('the reset', () => Date.now() >= limit.untilSeconds * 1000);
    expect(installation.stub.requests).toHaveLength(asked);
    await Promise.all([untilCard(installation, 'ET-001', /✅/), untilCard(installation, 'ET-002', /✅/)]);

    const runs = (await readRuns(installation)).filter(({ agent }) => agent === 'developer');
    expect(
      runs.map(({ task_id: task, outcome, resumes }) => `${task} ${outcome} ${resumes}`).toSorted(),
    ).toEqual(['1 completed ' + runs[0]?.id, '1 usageLimit null', '2 completed null']);
    expect(sumOf(runs)).toBeCloseTo(sumTold(installation), 9);
    await running.stop();
  });

  test('stops when the budget it was given is used up, and goes on in its session when it is raised', async (context) => {
    const developer: Play = ({ lastPrompt }) =>
      isResumed(lastPrompt) ? finish : [{ ...bash('echo begun'), usage: { output: 150_000 } }, ...finish];
    const installation = await setUp(context, { project: '    budget: { task: 1 }', plays: { developer } });
    const running = await installation.start();
    await open(running);
    await press(installation, 'ET-001', 'Approve');
    const card = await untilCard(installation, 'ET-001', /Reached maximum budget/);
    expect(card.buttons.flat().map(({ text }) => text)).toEqual(['Raise to $3', 'Cancel…']);
    await press(installation, 'ET-001', 'Raise to $3');
    await untilCard(installation, 'ET-001', /✅/);

    const runs = (await readRuns(installation)).filter(({ agent }) => agent === 'developer');
    expect(runs.map(({ outcome }) => outcome)).toEqual(['overBudget', 'completed']);
    expect(runs[0]).toMatchObject({ output_tokens: 150_000 });
    expect(runs[1]).toMatchObject({ session_id: runs[0]?.session_id, resumes: runs[0]?.id });
    expect(sumOf(runs)).toBeCloseTo(sumTold(installation), 9);
    await running.stop();
  });

  test("is stopped when two runs together use the day's budget up, and goes on when it is raised", async (context) => {
    const developer: Play = ({ lastPrompt }) =>
      isResumed(lastPrompt)
        ? finish
        : [{ ...bash('echo begun'), usage: { input: 300_000 } }, bash(waitToBeLetGo)];
    const installation = await setUp(context, {
      project: '    budget: { day: 1 }',
      file: 'prices: { claude-sonnet-5-5: { input: 2, output: 10 } }',
      plays: { developer },
    });
    const running = await installation.start();
    await Promise.all([open(running, 1), open(running, 2)]);
    const asks = /wait for approval/;
    await Promise.all([untilCard(installation, 'ET-001', asks), untilCard(installation, 'ET-002', asks)]);
    await Promise.all([press(installation, 'ET-001', 'Approve'), press(installation, 'ET-002', 'Approve')]);
    // Neither has used it up alone, and neither says anything more in its tool.
    const spent = /❗️ The budget of thing for today is used up: \$1\.2\d of \$1\.00/;
    await Promise.all([untilCard(installation, 'ET-001', spent), untilCard(installation, 'ET-002', spent)]);
    await press(installation, 'ET-001', 'Raise');
    await untilCard(installation, 'ET-001', /✅/);
    installation.emulator.sendText(ada.id, ada.id, '/retry ET-002');
    await untilCard(installation, 'ET-002', /✅/);
    const runs = (await readRuns(installation)).filter(({ agent }) => agent === 'developer');
    expect(runs.map(({ outcome }) => outcome)).toEqual([
      'overBudget',
      'overBudget',
      'completed',
      'completed',
    ]);
    expect(new Set(runs.map((run) => run.session_id)).size).toBe(2);
    expect(sumOf(runs)).toBeCloseTo(sumTold(installation), 9);
    await running.stop();
  });

  test('whose key is refused has its account held and nothing else asked, until a restart with a good key', async (context) => {
    const installation = await setUp(context, {
      env: { ANTHROPIC_API_KEY: 'sk-stub-wrong' },
      intercept: ({ headers }) =>
        headers['x-api-key'] === key ? undefined : { error: { status: 401, message: 'invalid x-api-key' } },
    });
    const running = await installation.start();
    await Promise.all([open(running, 1), open(running, 2)]);
    await press(installation, 'ET-001', 'Approve');
    const mend =
      /Set a valid key in the variable[^]*ANTHROPIC_API_KEY[^]*Restart Signalbox, then let the task go on\./;
    await untilCard(installation, 'ET-001', mend);
    const asked = installation.stub.requests.length;
    await press(installation, 'ET-002', 'Approve');
    const waiting = await untilCard(installation, 'ET-002', /The account team cannot be used/);
    expect(waiting.text).toMatch(mend);
    expect(installation.stub.requests).toHaveLength(asked);
    await running.stop();

    installation.env['ANTHROPIC_API_KEY'] = key;
    const again = await installation.start();
    await untilCard(installation, 'ET-002', /✅/);
    installation.emulator.sendText(ada.id, ada.id, '/retry ET-001');
    await untilCard(installation, 'ET-001', /✅/);
    const runs = (await readRuns(installation)).filter(({ agent }) => agent === 'developer');
    expect(runs.map(({ task_id: task, outcome, resumes }) => `${task} ${outcome} ${resumes}`)).toEqual([
      '1 misconfigured null',
      '2 completed null',
      `1 completed ${runs[0]?.id}`,
    ]);
    await again.stop();
  });
});

function usedUp(resetSeconds: number) {
  return {
    error: {
      status: 429,
      headers: {
        'anthropic-ratelimit-unified-status': 'rejected',
        'anthropic-ratelimit-unified-reset': String(resetSeconds),
        'anthropic-ratelimit-unified-representative-claim': 'five_hour',
      },
    },
  };
}
