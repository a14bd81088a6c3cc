import { describe, expect, test } from 'vitest';
import type { RoleSettings } from '../../src/domain/project.ts';
import { inEnglish } from '../../src/locale/translator.ts';
import { describeTask } from '../../src/workflow/describe-task.ts';
import { askAttention, begin, createBench, createTestBot, open, operator, project } from './bench.ts';

function setUp() {
  const shop = project('shop');
  const { developer, reviewer } = shop.roles;
  if (developer === null || reviewer === null) throw new Error('no roles');
  const cli = { runner: 'claude', account: 'main', fallbackModel: null, effort: 'high' } as const;
  const settings: RoleSettings = { ...developer, ...cli, model: 'opus' };
  const other: RoleSettings = { ...reviewer, ...cli, runner: 'codex', model: 'gpt-5' };
  const bench = createBench({
    projects: [
      { ...shop, roles: { ...shop.roles, analyst: settings, developer: settings, reviewer: other } },
    ],
  });
  const { taskId } = open(bench);
  return { bench, store: bench.store, taskId, ...createTestBot(bench) };
}

describe('/model and /effort', () => {
  test('show what each role has, and how to change it', async () => {
    const { say } = setUp();
    const [text = ''] = await say({ from: operator }, '/model SHOP-001');
    const lines = text.split('\n');
    expect(lines[0]).toBe('SHOP-001 runs with the models of the settings:');
    expect(lines).toEqual(
      expect.arrayContaining([
        '• developer: opus (claude)',
        '• reviewer: gpt-5 (codex)',
        '• tester: a program (command)',
      ]),
    );
    expect(lines.at(-1)).toContain('/model SHOP-001 NAME');
  });

  test('count from the next run on, for the roles they can count for, and are noted on the card', async () => {
    const { bench, store, taskId, say } = setUp();
    begin(bench, taskId);
    expect(await say({ from: operator }, '/model SHOP-001 sonnet')).toEqual([
      'SHOP-001: The next runs have the model sonnet. The analyst at work goes on with what it began with.',
    ]);
    expect(store.tasks.find(taskId)?.model).toBe('sonnet');
    expect(inEnglish(describeTask(bench.context, taskId)?.note ?? '')).toBe(
      'User13 (13) chose the model sonnet for the next runs',
    );
    const [text] = await say({ from: operator }, '/model');
    expect(text).toContain('SHOP-001 runs with the model sonnet:');
    expect(text).toContain('• developer: sonnet, for this task (claude)');
    expect(text).toContain('• reviewer: gpt-5 (codex)');
    await say({ from: operator }, '/model SHOP-001 default');
    expect(store.tasks.find(taskId)?.model).toBeNull();
  });

  test('take only what can be one', async () => {
    const { store, taskId, say } = setUp();
    expect(await say({ from: operator }, '/effort SHOP-001 enormous')).toEqual([
      'SHOP-001: I know no effort enormous; it is one of minimal, low, medium, high, xhigh, max, or default.',
    ]);
    expect(await say({ from: operator }, '/model SHOP-001 two words')).toEqual([
      'SHOP-001: The name of a model is one word, such as opus or gpt-5.',
    ]);
    expect(store.tasks.find(taskId)).toMatchObject({ model: null, effort: null });
    expect(await say({ from: operator }, '/effort SHOP-001 MAX')).toEqual([
      'SHOP-001: The next runs have the effort max.',
    ]);
    expect(store.tasks.find(taskId)?.effort).toBe('max');
  });

  test('say where they change nothing', async () => {
    const bench = createBench();
    const { taskId } = open(bench);
    const { say } = createTestBot(bench);
    const [text] = await say({ from: operator }, '/model opus');
    expect(text).toContain('But no role of it uses a model that is chosen here');
    await say({ from: operator }, '/cancel SHOP-001');
    expect(await say({ from: operator }, '/model SHOP-001 opus')).toEqual([
      'SHOP-001: It has ended: no run follows.',
    ]);
    expect(bench.store.tasks.find(taskId)?.stage).toBe('cancelled');
  });
});

describe('/answer', () => {
  test('is only taken while the agent asks, and takes words', async () => {
    const { bench, store, taskId, say } = setUp();
    expect(await say({ from: operator }, '/answer SHOP-001 Euros')).toEqual([
      'SHOP-001: It asks no question: The analyst is next.',
    ]);
    askAttention(bench, taskId);
    expect(await say({ from: operator }, '/answer SHOP-001')).toEqual([
      'What is your answer to the question of SHOP-001? Reply to this message.',
    ]);
    expect(await say({ from: operator }, '/answer In euros')).toEqual(['SHOP-001: Answered by User13 (13).']);
    expect(store.jobs.findOfTask(taskId)?.notes).toContain('A person answers: In euros');
  });
});
