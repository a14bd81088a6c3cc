import { existsSync } from 'node:fs';
import { verbs } from './verbs.ts';

const FAILED = 1;
const WRONG_USE = 2;

/** Errors that explain themselves: their message is for people, their stack for nobody. */
const explained = new Set([
  'ConfigError',
  'StoreError',
  'OldAgentAlive',
  'UsageError',
  'ListenError',
  'DemoError',
]);

/** The command line: the one place that reads the environment, listens to signals and ends the process. */
export async function main(argv: readonly string[]): Promise<void> {
  if (process.platform !== 'linux') {
    console.error(`signalbox runs on Linux (or WSL, or its container): this is ${process.platform}.`);
    process.exit(FAILED);
  }
  if (existsSync('.env')) process.loadEnvFile('.env');
  const stopper = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopper.abort());
  for (const stream of [process.stdout, process.stderr]) stream.on('error', forgiveClosedTerminal);
  process.exitCode = await run(argv, stopper.signal);
  // Sockets that were kept alive must not hold an ended process back.
  process.exit();
}

/** Nobody reads any more: what there is to clean up is cleaned up all the same. */
function forgiveClosedTerminal(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EIO' && error.code !== 'EPIPE') throw error;
}

async function run(argv: readonly string[], stop: AbortSignal): Promise<number> {
  const wantsHelp = argv.includes('--help') || argv.includes('-h');
  const [name = 'start', ...args] = wantsHelp ? ['help'] : argv;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
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
