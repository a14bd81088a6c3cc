import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, load, projectsText, tempFolder } from './support.ts';

describe('what models cost', () => {
  test('is told by model, with what reading and filling a cache usually costs', () => {
    const prices =
      '{ gpt-5.1: { input: 2, output: 10 }, 4.1: { input: 0, output: 1, cacheRead: 0.5, cacheCreation: 3 } }';
    expect(load({ yaml: `${projectsText()}prices: ${prices}` }).prices).toEqual({
      'gpt-5.1': { input: 2, output: 10, cacheRead: 0.2, cacheCreation: 2.5 },
      '4.1': { input: 0, output: 1, cacheRead: 0.5, cacheCreation: 3 },
    });
  });

  test('may be limited for each task and day of a project, and for a day of all', () => {
    const yaml = `${projectsText('    budget: { task: 10, day: 50.5 }')}\nbudget: { day: 80 }`;
    const config = load({ yaml });
    expect(config.projects[0]?.budget).toEqual({ task: 10, day: 50.5 });
    expect(config.dayBudgetUsd).toBe(80);
  });
});

test.each([
  [
    'prices: [gpt]',
    'prices: expected a mapping of models, such as { MODEL: { input: 1.25, output: 10 } }, got a list',
  ],
  [
    'prices: { gpt: 5 }',
    'prices.gpt: expected a mapping with input, output, cacheRead, cacheCreation, got 5',
  ],
  [
    'prices: { gpt: }',
    'prices.gpt: expected a mapping with input, output, cacheRead, cacheCreation, got nothing',
  ],
  [
    'prices: { gpt: { input: 1 } }',
    'prices.gpt.output: missing; expected US dollars per million tokens, a number from 0 up',
  ],
  [
    'prices: { gpt: { output: 1, input: -1 } }',
    'prices.gpt.input: expected US dollars per million tokens, a number from 0 up, got -1',
  ],
  [
    'prices: { gpt: { output: 1, input: 1, cacheRead: "0" } }',
    'prices.gpt.cacheRead: expected US dollars per million tokens, a number from 0 up, got "0"',
  ],
  [
    'prices: { gpt: { output: 1, input: 1, cached: 0 } }',
    'prices.gpt.cached: unknown key (did you mean cacheRead?)',
  ],
  ['budget: { day: 0 }', 'budget.day: expected an amount of US dollars above 0, got 0'],
  ['budget: { task: 5 }', 'budget.task: unknown key; known are day'],
  ['budget: 5', 'budget: expected a mapping with day, got 5'],
])('at the root, %s', (line, fault) => {
  expect(faultsOf({ yaml: projectsText() + line })).toEqual([`projects.yaml:6 ${fault}`]);
});

describe('a budget that could not be kept', () => {
  const given = (role: string, project: string, root = '') => {
    const folder = tempFolder();
    const accounts = ['claude', 'codex', 'gemini', 'opencode'].map((name) => {
      writeFileSync(join(folder, name), '', { mode: 0o755 });
      return `{ name: ${name}, runner: ${name} }`;
    });
    const yaml = projectsText(`    ${project}`).replace('reviewer: *run', `reviewer: ${role}`);
    return { yaml: `${yaml}\naccounts: [${accounts.join(', ')}]\n${root}`, env: { PATH: folder } };
  };
  const fault = (runner: string) =>
    `projects.yaml:5 projects[0].roles.reviewer: runner ${runner} tells no costs, so the budget could not be kept; expected a model with its price under prices`;

  test.each([
    ['{ runner: codex }', 'budget: { task: 5 }', ''],
    ['{ runner: codex, model: gpt }', 'budget: { day: 5 }', 'prices: { other: { input: 1, output: 1 } }'],
    ['{ runner: codex, model: constructor }', '', 'budget: { day: 5 }'],
    ['{ runner: gemini, model: pro }', 'budget: { task: 5, day: 9 }', ''],
  ])('is refused: %s under %s %s', (role, project, root) => {
    const runner = /codex|gemini/.exec(role)?.[0] ?? '';
    expect(faultsOf(given(role, project, root))).toEqual([fault(runner)]);
  });

  test.each([
    ['{ runner: codex, model: gpt }', 'budget: { day: 5 }', 'prices: { gpt: { input: 1, output: 1 } }'],
    ['{ runner: codex, model: gpt }', '', ''],
    ['{ runner: claude }', 'budget: { task: 5 }', 'budget: { day: 5 }'],
    ['{ runner: opencode }', 'budget: { task: 5 }', ''],
    ['{ runner: command, command: x }', 'budget: { task: 5 }', ''],
  ])('is not this one: %s under %s %s', (role, project, root) => {
    expect(faultsOf(given(role, project, root))).toEqual([]);
  });

  test('is not told where the price itself is at fault', () => {
    const { yaml, env } = given('{ runner: codex, model: gpt }', 'budget: { task: 5 }', 'prices: { gpt: 5 }');
    expect(faultsOf({ yaml, env })).toEqual([
      'projects.yaml:8 prices.gpt: expected a mapping with input, output, cacheRead, cacheCreation, got 5',
    ]);
  });
});
