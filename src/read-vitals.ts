import { readFileSync } from 'node:fs';
import type { Config } from './config.ts';
import { isProgram } from './find-program.ts';
import { readFileFacts } from './store/file-facts.ts';
import type { Vitals } from './workflow/describe-health.ts';

/** What /health tells of this process. */
export function readVitals({ accounts, dbPath, telegram }: Config, startedAt: Date): Vitals {
  return {
    version: readVersion(),
    startedAt,
    telegram: telegram.webhook === null ? 'polling' : 'webhook',
    get accounts() {
      return accounts.map(({ name, runner, program }) => ({ name, runner, isThere: isProgram(program) }));
    },
    readFile: () => readFileFacts(dbPath),
  };
}

function readVersion(): string {
  const json: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const isNamed = typeof json === 'object' && json !== null && 'version' in json;
  return isNamed ? String(json.version) : '';
}
