import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { driveDemo } from '../demo/drive-demo.ts';
import { type Demo, runDemo } from '../demo/run-demo.ts';
import type { Verb, VerbInput } from '../verbs.ts';
import { UsageError } from './usage-error.ts';

const AUTO_PACE_MS = 100;
const WATCHED_PACE_MS = 1500;

/** Everything on free loopback ports; `--auto` drives itself and ends, else the visitor drives until Ctrl-C. */
export const demo: Verb = async (input) => {
  const { auto, repo, port } = parse(input.args);
  const paceMs = auto ? AUTO_PACE_MS : WATCHED_PACE_MS;
  const running = await runDemo({ paceMs, repo, port, env: input.env });
  try {
    return auto ? await driveDemo(running, input.print, input.stop) : await hostVisitor(running, input);
  } finally {
    await running.stop();
  }
};

async function hostVisitor({ pageUrl, releaseUrl, app }: Demo, { print, stop }: VerbInput): Promise<number> {
  print(`
Signalbox demo: open the chat in a browser

    ${pageUrl}

A work item was just moved to "In Progress": its card is in the chat. Read the BRD and press Approve or Changes…
Then try  /new Lunch is at noon  ·  /queue  ·  /why  ·  /help, or look at the chat as Bo (a viewer) or Cleo (a stranger).
${releaseUrl === null ? '' : `The released program will be at ${releaseUrl}\n`}The queue as JSON: ${app.url}/queue

Ctrl-C ends it and leaves nothing behind.
`);
  if (!stop.aborted) await once(stop, 'abort');
  print('\nCleaning up…');
  return 0;
}

function parse(args: readonly string[]): { auto: boolean; repo: string | null; port: number } {
  try {
    const options = {
      auto: { type: 'boolean', default: false },
      repo: { type: 'string' },
      port: { type: 'string', default: '0' },
    } as const;
    const { values } = parseArgs({ args: [...args], options });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new UsageError(`--port: expected a port from 0 to 65535, got "${values.port}"`);
    }
    return { auto: values.auto, repo: values.repo ?? null, port };
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
