import { redact } from './config-error.ts';
import { type Env, listSecrets } from './environment.ts';
import type { Config } from './settings.ts';

const secretName = /key|token|secret|pass|credential|auth/i;

/**
 * Takes out of a text what must not be shown from anywhere: our own secrets, what accounts are handed, and what projects
 * are handed under the name of a secret.
 */
export function createMask(
  env: Env,
  { accounts, projects }: Pick<Config, 'accounts' | 'projects'>,
): (text: string) => string {
  const ofProjects = projects
    .flatMap((project) => Object.entries(project.env))
    .flatMap(([name, value]) => (secretName.test(name) ? [value] : []));
  const ofAccounts = accounts.flatMap((account) => Object.values(account.env));
  const secrets = [...new Set([...listSecrets(env), ...ofAccounts, ...ofProjects])];
  return (text) => redact(text, secrets);
}
