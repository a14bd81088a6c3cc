import { once } from 'node:events';
import { startApp } from '../app.ts';
import { loadConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import type { Verb } from '../verbs.ts';

/** Runs until it is told to stop. */
export const start: Verb = async ({ env, stop }) => {
  const config = loadConfig(env, { needs: 'service' });
  const log = createLogger(config.logLevel);
  const app = await startApp(config, { log, env });
  if (!stop.aborted) await once(stop, 'abort');
  log.info('stopping: runs go on and are adopted by the next start');
  await app.stop();
  return 0;
};
