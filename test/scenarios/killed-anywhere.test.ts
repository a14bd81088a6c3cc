import { describe, expect, test } from 'vitest';
import { endsAlike } from './killed.ts';

/** Each row is one task on its way; 21 further places are in `npm run test:chaos`, for the gate has five minutes. */
const ways = [['run-started:7'], ['card-intended:2'], ['card-sent:2'], ['card-recorded:2']] as const;

describe('Signalbox killed in the middle of a task and started again', () => {
  test.concurrent.each(ways.map((places) => [places.join(', '), places] as const))(
    'at %s comes to the same end',
    { timeout: 150_000 },
    async (_, killAt) => {
      await expect(endsAlike(killAt)).resolves.toBe(true);
    },
  );
});
