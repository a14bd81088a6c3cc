import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectedTroubles } from './chaos/expected-troubles.ts';

const source = globSync('src/**/*.ts')
  .map((path) => readFileSync(path, 'utf8'))
  .join('');

test.each(expectedTroubles)('src still logs %j', (message) => {
  expect(source).toContain(`'${message}'`);
});
