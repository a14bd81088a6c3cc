import { expect, test } from 'vitest';
import { createMask } from '../../src/config/mask-secrets.ts';
import type { Config } from '../../src/config/settings.ts';
import { project } from '../support/context.ts';

test('our secrets, those of accounts, and those handed to projects are taken out of any text', () => {
  const account = {
    name: 'main',
    runner: 'claude',
    program: '/bin/true',
    env: { ANTHROPIC_API_KEY: 'sk-account-1' },
    homeTemplate: null,
  } as const;
  const env = { GITEA_TOKEN: 'gitea-1234', HTTP_TOKEN: 'first-token,second-token', LOG_LEVEL: 'warning' };
  const projects = [project({ env: { NPM_TOKEN: 'npm-5678', NODE_ENV: 'production' } })];
  const mask = createMask(env, { accounts: [account], projects } as unknown as Config);
  expect(
    mask('gitea-1234 second-token sk-account-1 npm-5678 production warning http://me:pass@host/ 12:ab'),
  ).toBe('*** *** *** *** production warning http://***@host/ 12:ab');
});
