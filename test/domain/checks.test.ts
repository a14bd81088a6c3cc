import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CheckResult, type ChecksSeen, judgeChecks } from '../../src/domain/checks.ts';

const start = new Date('2026-03-01T12:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);

function check(name: string, state: CheckResult['state'], details = ''): CheckResult {
  return { name, state, details };
}

/** One look after the other at a set of checks, each at its time, as the effect that waits for them makes them. */
function look(names: readonly string[], ...looks: [atMs: number, checks: CheckResult[]][]) {
  let seen: ChecksSeen | null = null;
  return looks.map(([atMs, checks]) => {
    const verdict = judgeChecks(checks, { names, seen, now: after(atMs) });
    if (verdict.kind === 'wait') seen = verdict.seen;
    return verdict.kind;
  });
}

describe('named checks', () => {
  const green = check('build', 'green');
  test.for<[string, CheckResult[], string]>([
    ['nothing has reported', [], 'wait'],
    ['it is pending', [check('build', 'pending')], 'wait'],
    ['it is green', [green], 'green'],
    ['it is red', [check('build', 'red')], 'red'],
    ['another one alone is green', [check('lint', 'green')], 'wait'],
    ['another one is red', [green, check('lint', 'red')], 'green'],
    ['another one is pending', [green, check('lint', 'pending')], 'green'],
    ["it is Gitea's job", [check('ci.yml / build (push)', 'green')], 'green'],
    ["it is Gitea's red job", [check('ci.yml / build (pull_request)', 'red')], 'red'],
    [
      'it ran for the push and for the change, which is pending',
      [check('ci.yml / build (push)', 'green'), check('ci.yml / build (pull_request)', 'pending')],
      'wait',
    ],
    ['one job of a matrix is green', [check('build (linux)', 'green')], 'wait'],
    ["one job of Gitea's matrix is green", [check('ci.yml / build (linux) (push)', 'green')], 'wait'],
    ['a job of a called workflow is green', [check('release / build', 'green')], 'wait'],
    ['one is green whose name ends alike', [check('ci.yml / rebuild (push)', 'green')], 'wait'],
    ['one is green in another case', [check('Build', 'green')], 'wait'],
  ])('when %s', ([, checks, verdict]) => {
    expect(look(['build'], [0, checks])).toEqual([verdict]);
  });

  test('are all needed for green, and one is enough for red', () => {
    const names = ['build', 'test'];
    expect(look(names, [0, [green]])).toEqual(['wait']);
    expect(look(names, [0, [green, check('test', 'pending')]])).toEqual(['wait']);
    expect(look(names, [0, [green, check('test', 'green')]])).toEqual(['green']);
    expect(look(names, [0, [check('build', 'pending'), check('test', 'red')]])).toEqual(['red']);
  });

  test('are not waited for any longer than they take, and a look is only worth its while after a change', () => {
    const verdict = judgeChecks([check('build', 'pending')], { names: ['build'], seen: null, now: start });
    expect(verdict).toMatchObject({ kind: 'wait', at: null });
  });

  test('tell what failed, each on a line', () => {
    const checks = [
      check('build', 'red', '3 errors'),
      check('test', 'red'),
      check('lint', 'red', 'no matter'),
    ];
    const verdict = judgeChecks(checks, { names: ['build', 'test'], seen: null, now: start });
    expect(verdict).toEqual({ kind: 'red', log: 'build: 3 errors\ntest' });
  });
});

describe('checks that nobody named', () => {
  const [pending, green, red] = (['pending', 'green', 'red'] as const).map((state) =>
    check('build', state),
  ) as [CheckResult, CheckResult, CheckResult];

  test.for<[string, [number, CheckResult[]][], string[]]>([
    [
      'none ever',
      [
        [0, []],
        [60_000, []],
        [3_600_000, []],
      ],
      ['wait', 'wait', 'wait'],
    ],
    [
      'stable for less than 30 s',
      [
        [0, [green]],
        [29_999, [green]],
      ],
      ['wait', 'wait'],
    ],
    [
      'stable for 30 s',
      [
        [0, [green]],
        [30_000, [green]],
      ],
      ['wait', 'green'],
    ],
    [
      'red is not sooner',
      [
        [0, [red]],
        [29_999, [red]],
        [30_000, [red]],
      ],
      ['wait', 'wait', 'red'],
    ],
    [
      'pending however long',
      [
        [0, [pending]],
        [600_000, [pending]],
      ],
      ['wait', 'wait'],
    ],
    [
      'complete only now',
      [
        [0, [pending]],
        [40_000, [green]],
        [70_000, [green]],
      ],
      ['wait', 'wait', 'green'],
    ],
    [
      'joined by another one',
      [
        [0, [green]],
        [29_000, [green, check('late', 'green')]],
        [30_000, [green, check('late', 'green')]],
      ],
      ['wait', 'wait', 'wait'],
    ],
    [
      'run again meanwhile',
      [
        [0, [green]],
        [10_000, [pending]],
        [20_000, [green]],
        [49_999, [green]],
        [50_000, [green]],
      ],
      ['wait', 'wait', 'wait', 'wait', 'green'],
    ],
    [
      'told in another order',
      [
        [0, [green, check('a', 'green')]],
        [30_000, [check('a', 'green'), green]],
      ],
      ['wait', 'green'],
    ],
    [
      'gone again',
      [
        [0, [green]],
        [30_000, []],
        [60_000, []],
      ],
      ['wait', 'wait', 'wait'],
    ],
  ])('are judged when %s', ([, looks, verdicts]) => {
    expect(look([], ...looks)).toEqual(verdicts);
  });

  test('say when they will have been stable for long enough', () => {
    const first = judgeChecks([green], { names: [], seen: null, now: start });
    expect(first).toMatchObject({ kind: 'wait', at: after(30_000) });
    const seen = first.kind === 'wait' ? first.seen : null;
    expect(judgeChecks([green], { names: [], seen, now: after(10_000) })).toMatchObject({
      at: after(30_000),
    });
  });
});

const aName = fc.constantFrom('build', 'test', 'lint', 'ci.yml / build (push)', 'build (linux)', 'x / test');
const aState = fc.constantFrom('pending', 'green', 'red');
const someChecks = fc
  .uniqueArray(fc.record({ name: aName, state: aState, details: fc.constant('') }), {
    selector: ({ name }) => name,
  })
  .map((checks) => checks as CheckResult[]);
const someLooks = fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), someChecks), {
  minLength: 1,
  maxLength: 12,
});

type Look = { checks: CheckResult[]; at: number; since: number; kind: string };

/** Looks until there is a verdict; `since` is when what is shown changed last. */
function lookUntilJudged(
  names: readonly string[],
  steps: [afterMs: number, checks: CheckResult[]][],
): Look[] {
  let [at, since, last, seen] = [0, 0, '', null as ChecksSeen | null];
  const looks: Look[] = [];
  for (const [afterMs, checks] of steps) {
    at += afterMs;
    const shown = JSON.stringify(checks.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    if (shown !== last) since = at;
    last = shown;
    const verdict = judgeChecks(checks, { names, seen, now: after(at) });
    looks.push({ checks, at, since, kind: verdict.kind });
    if (verdict.kind !== 'wait') break;
    seen = verdict.seen;
  }
  return looks;
}

test('are green only when each named one is, and no other of its name is not', () => {
  const { counterexample } = fc.check(
    fc.property(fc.subarray(['build', 'test'], { minLength: 1 }), someLooks, (names, steps) => {
      const green = lookUntilJudged(names, steps).find(({ kind }) => kind === 'green');
      return names.every((name) => {
        const spelt = new Set([name, `ci.yml / ${name} (push)`]);
        const states = green?.checks.filter((one) => spelt.has(one.name)).map(({ state }) => state);
        return states === undefined || (states.length > 0 && states.every((state) => state === 'green'));
      });
    }),
    { numRuns: 2000 },
  );
  expect(counterexample).toBeNull();
});

test('without names are judged only when complete and 30 s after their last change', () => {
  const { counterexample } = fc.check(
    fc.property(someLooks, (steps) => {
      const judged = lookUntilJudged([], steps).find(({ kind }) => kind !== 'wait');
      if (judged === undefined) return true;
      const states = judged.checks.map(({ state }) => state);
      const isRed = states.includes('red');
      const isComplete = states.length > 0 && !states.includes('pending');
      return isComplete && judged.at - judged.since >= 30_000 && judged.kind === (isRed ? 'red' : 'green');
    }),
    { numRuns: 2000 },
  );
  expect(counterexample).toBeNull();
});
