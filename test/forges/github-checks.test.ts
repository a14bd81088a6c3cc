import { describe, expect, it } from 'vitest';
import { toChecks } from '../../src/forges/github-checks.ts';

let lastId = 0;
const nextId = () => {
  lastId += 1;
  return lastId;
};

function run(name: string, status: string, conclusion: string | null, app = 1) {
  return { id: nextId(), name, status, conclusion, html_url: null, output: null, app: { id: app } };
}

function status(context: string, state: string, description: string | null = null) {
  return { id: nextId(), context, state, description, target_url: null };
}

describe('the state of a check on GitHub', () => {
  it.each([
    ['success', 'green'],
    ['neutral', 'green'],
    ['skipped', 'green'],
    ['failure', 'red'],
    ['timed_out', 'red'],
    ['cancelled', 'red'],
    ['action_required', 'red'],
    ['stale', 'red'],
    ['startup_failure', 'red'],
    ['some_conclusion_to_come', 'red'],
  ])('is, for a run completed with %s, %s', (conclusion, state) => {
    const expected = [{ name: 'build', state, details: conclusion }];
    expect(toChecks([], [run('build', 'completed', conclusion)])).toEqual(expected);
  });

  it.each(['queued', 'in_progress', 'waiting', 'requested', 'pending'])('is pending for a run %s', (told) => {
    expect(toChecks([], [run('build', told, null)])).toEqual([
      { name: 'build', state: 'pending', details: told },
    ]);
  });

  it.each([
    ['success', 'green'],
    ['pending', 'pending'],
    ['failure', 'red'],
    ['error', 'red'],
  ])('is, for the status %s, %s', (told, state) => {
    expect(toChecks([status('ci/test', told)], [])).toEqual([{ name: 'ci/test', state, details: told }]);
  });
});

describe('the checks of a commit', () => {
  it('hold the newest of each, in whatever order GitHub lists them', () => {
    const statuses = [status('lint', 'failure'), status('lint', 'success')];
    const runs = [run('build', 'completed', 'failure'), run('build', 'queued', null)];
    const expected = { lint: 'green', build: 'pending' };
    for (const told of [toChecks(statuses, runs), toChecks(statuses.toReversed(), runs.toReversed())]) {
      expect(Object.fromEntries(told.map(({ name, state }) => [name, state]))).toEqual(expected);
      expect(told).toHaveLength(2);
    }
  });

  it('hold a red one beside a green one of the same name from another app, or another kind', () => {
    const runs = [run('build', 'completed', 'failure', 1), run('build', 'completed', 'success', 2)];
    const told = toChecks([status('build', 'success')], runs);
    expect(told.map(({ state }) => state).toSorted()).toEqual(['green', 'green', 'red']);
  });

  it('say what happened and where to read on', () => {
    const url = 'https://ci.example.org/7';
    const told = toChecks(
      [{ ...status('lint', 'failure', 'two spaces'), target_url: url }],
      [{ ...run('build', 'completed', 'failure'), html_url: url, output: { title: '2 tests failed' } }],
    );
    expect(told.map(({ details }) => details)).toEqual([
      `failure: two spaces (${url})`,
      `failure: 2 tests failed (${url})`,
    ]);
  });
});
