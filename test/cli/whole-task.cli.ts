import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, type TestContext, test } from 'vitest';
import { git } from '../../src/workspace/git.ts';
import { ada } from '../support/installation.ts';
import { until } from '../support/until.ts';
import {
  approveToEnd,
  type ClaudeInstallation,
  type ClaudeSettings,
  findInClone,
  installClaude,
  open,
  press,
  untilCard,
} from './claude-installation.ts';
import { commentOnBoard } from './comment-on-board.ts';
import { bash, commitAll, isResumed, type Play, waitToBeLetGo } from './role-plays.ts';
import { readRuns, sumOf, sumTold } from './told-costs.ts';

async function setUp({ onTestFinished }: TestContext, settings: Omit<ClaudeSettings, 'program'>) {
  const installation = await installClaude({ program: inject('claudeProgram'), ...settings });
  onTestFinished(() => installation.close());
  return installation;
}

async function atMain({ origin }: ClaudeInstallation, file: string): Promise<string> {
  const { stdout } = await git(['show', `main:${file}`], { gitDir: origin });
  return stdout;
}

/** Leaves its last file uncommitted, and takes its time over it in its first round. */
const developer: Play = ({ cwd, prompt }) => {
  const isRework = prompt.includes('Say why it is done');
  const file_path = `${cwd}/README.md`;
  const edit = isRework
    ? { old_string: 'It is done.', new_string: 'It is done, because.' }
    : { old_string: '# Something', new_string: '# Something\n\nIt is done.' };
  return [
    { tool: 'Read', input: { file_path } },
    { tool: 'Edit', input: { file_path, ...edit } },
    bash(`git commit -qam "Edit" && echo thing >thing.txt ${isRework ? '' : `&& ${waitToBeLetGo}`}`),
    { report: { summary: 'The thing is there.' } },
  ];
};

/** Asks for a change in the first round. */
function createReviewer(): Play {
  const rounds: string[] = [];
  return ({ sessionId }) => {
    if (!rounds.includes(sessionId)) rounds.push(sessionId);
    const verdict = rounds.indexOf(sessionId) === 0 ? 'changes' : 'approve';
    const report = { verdict, summary: `I say ${verdict}.`, findings: 'README.md:3 Say why it is done' };
    return [bash('git log -1 --stat'), { report }];
  };
}

describe.concurrent('with the real CLI', () => {
  test('a work item comes from the board to a healthy deploy, and what it took is told to the cent', async (context) => {
    const installation = await setUp(context, { plays: { developer, reviewer: createReviewer() } });
    const running = await installation.start();
    await open(running);
    await press(installation, 'ET-001', 'Approve');
    const live = await untilCard(installation, 'ET-001', /The developer is at work[^]*⚙️/);
    expect(live.text).toMatch(/⚙️ (Read|Edit|Bash: git).*\n\d turns? · [\d.]+k in \/ \d+ out/);
    expect(live.text).toContain('sonnet-5-5 medium');
    installation.letGo();
    await untilCard(installation, 'ET-001', /✅/);

    expect(await atMain(installation, 'README.md')).toContain('It is done, because.');
    expect(await atMain(installation, 'thing.txt')).toBe('thing\n');
    const runs = await readRuns(installation);
    const agents = runs.filter(({ account }) => account === 'team');
    expect(agents.map(({ agent, model, effort }) => `${agent} ${model} ${effort}`)).toEqual([
      'analyst claude-opus-5-5 high',
      'architect claude-opus-5-5 high',
      'developer claude-sonnet-5-5 medium',
      'reviewer claude-sonnet-5-5 null',
      'developer claude-sonnet-5-5 medium',
      'reviewer claude-sonnet-5-5 null',
      'tester claude-haiku-5-5 null',
    ]);
    for (const run of agents) {
      const asked = installation.stub.requests.filter(({ sessionId }) => sessionId === run.session_id).length;
      expect(run).toMatchObject({
        cost_basis: 'told',
        input_tokens: 1000 * asked,
        output_tokens: 50 * asked,
        cache_read_tokens: 300 * asked,
        cache_creation_tokens: 200 * asked,
      });
    }
    expect(sumOf(agents)).toBeCloseTo(sumTold(installation), 9);
    expect(installation.emulator.calls('editMessageText').length).toBeLessThan(3 * runs.length);
    expect(installation.clis.most()).toEqual({ 'ET-001': 1 });
    expect(installation.clis.leftovers()).toEqual([]);
    await running.stop();
  });

  test('an agent asks, and goes on in its session with what a person answers, in the chat or on the board', async (context) => {
    const asking: Play = ({ lastPrompt }) =>
      isResumed(lastPrompt)
        ? [commitAll('Add the thing'), { report: { summary: 'Done.' } }]
        : [
            bash('echo thing >thing.txt'),
            { report: { verdict: 'question', summary: 'I ask.', question: 'Blue or green?' } },
          ];
    const installation = await setUp(context, { onlyDeveloper: true, plays: { developer: asking } });
    const running = await installation.start();
    await Promise.all([open(running, 1), open(running, 2)]);
    await Promise.all([press(installation, 'ET-001', 'Approve'), press(installation, 'ET-002', 'Approve')]);
    const card = await untilCard(installation, 'ET-001', /Blue or green/);
    expect(card.silent).toBe(false);
    await untilCard(installation, 'ET-002', /Blue or green/);
    installation.emulator.sendText(ada.id, ada.id, 'blue, of course', { replyTo: card.id });
    await commentOnBoard(running, 2, 'green then');
    await Promise.all([untilCard(installation, 'ET-001', /✅/), untilCard(installation, 'ET-002', /✅/)]);

    const runs = (await readRuns(installation)).filter(({ agent }) => agent === 'developer');
    for (const [task, words] of [
      [1, 'blue, of course'],
      [2, 'green then'],
    ] as const) {
      const [first, second] = runs.filter(({ task_id: id }) => id === task);
      expect(first).toMatchObject({ outcome: 'question' });
      expect(second).toMatchObject({
        outcome: 'completed',
        session_id: first?.session_id,
        resumes: first?.id,
      });
      const last = installation.stub.requests.findLast(({ sessionId }) => sessionId === first?.session_id);
      expect(last?.turn.prompt).toContain('You are the **developer**');
      expect(last?.turn.lastPrompt).toContain(words);
    }
    expect(sumOf(runs)).toBeCloseTo(sumTold(installation), 9);
    await running.stop();
  });

  test('/stop ends the agent in its tool, and /retry goes on in its session with the hint', async (context) => {
    const slow: Play = ({ lastPrompt }) =>
      isResumed(lastPrompt)
        ? [commitAll('Add the thing'), { report: { summary: 'Done.' } }]
        : [bash(`echo thing >thing.txt && ${waitToBeLetGo}`)];
    const installation = await setUp(context, { onlyDeveloper: true, plays: { developer: slow } });
    const running = await installation.start();
    await open(running);
    await press(installation, 'ET-001', 'Approve');
    await until('the tool to run', () => findInClone(installation, 1, 'thing.txt'), 30_000);
    installation.emulator.sendText(ada.id, ada.id, '/stop ET-001');
    await untilCard(installation, 'ET-001', /❗️ Stopped by Ada/);
    expect(installation.clis.leftovers()).toEqual([]);
    installation.emulator.sendText(ada.id, ada.id, '/retry ET-001 use less time');
    await untilCard(installation, 'ET-001', /✅/);

    const runs = (await readRuns(installation)).filter(({ agent }) => agent === 'developer');
    expect(runs.map(({ outcome }) => outcome)).toEqual(['cancelled', 'completed']);
    expect(runs[1]).toMatchObject({ session_id: runs[0]?.session_id, resumes: runs[0]?.id });
    const last = installation.stub.requests.at(-1);
    expect(last?.turn.lastPrompt).toContain('use less time');
    expect(last?.turn.lastPrompt).toContain('A person stopped you.');
    // A CLI that is stopped writes its cost down before it goes.
    expect(runs.map((run) => run.cost_basis)).toEqual(['told', 'told']);
    expect(sumOf(runs)).toBeCloseTo(sumTold(installation), 9);
    await running.stop();
  });

  test('in the sandbox the way is the same, and what belongs to others cannot be read', async (context) => {
    const seen = { paths: [] as string[] };
    const curious: Play = () => [
      ...seen.paths.map((path) => bash(`cat ${path} && echo LEAKED || echo refused`)),
      bash('echo thing >thing.txt'),
      commitAll('Add the thing'),
      { report: { summary: 'Done.' } },
    ];
    const installation = await setUp(context, {
      plays: { developer: curious },
      env: { AGENT_SANDBOX: 'bwrap' },
    });
    const { home } = installation;
    const running = await installation.start();
    await open(running);
    const clone = dirname(await until('a clone', () => findInClone(installation, 1, 'README.md'), 30_000));
    const other = join(dirname(clone), 'task-2');
    mkdirSync(other);
    writeFileSync(join(other, 'secret'), 'secret');
    seen.paths = [
      `${home}/signalbox.db`,
      `${other}/secret`,
      `/proc/${running.pid}/environ`,
      `${home}/projects.yaml`,
    ];
    await approveToEnd(installation, 'ET-001');

    const developed = (await readRuns(installation)).find(({ agent }) => agent === 'developer');
    const requests = installation.stub.requests.filter((one) => one.sessionId === developed?.session_id);
    const looks = requests.at(-1)?.turn.toolResults.slice(0, seen.paths.length);
    expect(looks).toEqual(seen.paths.map(() => expect.stringMatching(/refused$/)));
    expect(looks?.join()).not.toContain('LEAKED');
    await running.stop();
  });
});
