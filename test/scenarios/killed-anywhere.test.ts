import { describe, expect, test } from 'vitest';
import { type Installation, install } from '../support/installation.ts';
import { driveToEnd, readEnding, wholeWay } from './drive.ts';

/**
 * Each row is one task on its way, killed at each of its places in turn: 24 in all. `name:n` is the n-th pass of a
 * checkpoint in the process that is killed there.
 */
const ways = [
  ['event-recorded', 'run-started', 'update-settled', 'merge-settled'],
  ['event-dispatched', 'run-recorded', 'ci-recorded', 'landed'],
  ['job-claimed', 'branch-pushed', 'ci-started', 'candidate-recorded'],
  ['run-ended', 'publish-settled:2', 'ci-ended', 'health-checked'],
  ['run-settled:3', 'ci-ended:2'],
  ['approval-decided', 'run-recorded:6'],
  ['run-started:7'],
  ['card-intended:2'],
  ['card-sent:2'],
  ['card-recorded:2'],
] as const;

describe('Signalbox killed in the middle of a task and started again', () => {
  test.concurrent.each(ways.map((places) => [places.join(', '), places] as const))(
    'at %s comes to the same end',
    { timeout: 150_000 },
    async (_, killAt) => {
      const own = await install();
      try {
        const { restarts } = await driveToEnd(own, killAt);
        const ending = await readEnding(own);
        expect(restarts).toBe(killAt.length);
        expect(ending).toMatchObject({
          tasks: 1,
          stages: ['done'],
          unfinishedRuns: 0,
          openCards: 1,
          merges: 1,
          jobs: 7,
        });
        expect(ending.moves).toEqual(wholeWay);
        expect(own.notes()).not.toContain('overlap');
        expect(own.notes().filter((note) => note === 'deploy')).toHaveLength(1);
        expectCards(own, killAt);
      } catch (error) {
        throw new Error(`killed at ${killAt.join(', ')}; the log ends:\n${own.log().slice(-4000)}`, {
          cause: error,
        });
      } finally {
        await own.close();
      }
    },
  );
});

/**
 * Telegram cannot be asked whether a send arrived: a kill right after it leaves one stray card, named in the log, and taken
 * away when its button is pressed. At a place of the card it is known which; elsewhere a card may just be on its way.
 */
function expectCards(own: Installation, killAt: readonly string[]): void {
  const strays = own
    .log()
    .split('\n')
    .filter((line) => line.includes('stray')).length;
  const [first = ''] = killAt;
  const isStray = first === 'card-sent:2';
  const isCardPlace = first.startsWith('card-');
  const named = isCardPlace ? [isStray || first === 'card-intended:2'] : [true, false];
  expect(named).toContain(strays > 0);
  const most = isCardPlace ? 1 + (isStray ? 1 : 0) : 1 + strays;
  expect(own.cards().length).toBeGreaterThanOrEqual(1);
  expect(own.cards().length).toBeLessThanOrEqual(most);
}
