import { existsSync } from 'node:fs';
import { verbs } from './verbs.ts';

const FAILED = 1;
const WRONG_USE = 2;

/** Errors that explain themselves: their message is for people, their stack for nobody. */
const explained = new Set(['ConfigError', 'StoreError', 'OldAgentAlive', 'UsageError']);

/** The command line: the one place that reads the environment, listens to signals and ends the process. */
export async function main(argv: readonly string[]): Promise<void> {
  if (process.platform !== 'linux') {
    console.error(`signalbox runs on Linux (or WSL, or its container): this is ${process.platform}.`);
    process.exit(FAILED);
  }
  if (existsSync('.env')) process.loadEnvFile('.env');
  const stopper = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopper.abort());
  process.exitCode = await run(argv, stopper.signal);
  // Sockets that were kept alive must not hold an ended process back.
  process.exit();
}

async function run(argv: readonly string[], stop: AbortSignal): Promise<number> {
  const [name = 'start', ...args] = argv;
  const verb = verbs[name];
  if (verb === undefined) {
    console.error(`signalbox has no verb "${name}"; it has ${Object.keys(verbs).join(', ')}.`);
    return WRONG_USE;
  }
  try {
    return await verb({ args, env: process.env, stop, print: (text) => console.log(text) });
  } catch (error) {
    const known = error instanceof Error && explained.has(error.name);
    console.error(known ? error.message : error);
    return error instanceof Error && error.name === 'UsageError' ? WRONG_USE : FAILED;
  }
}
