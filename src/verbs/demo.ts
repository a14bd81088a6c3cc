import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { driveDemo } from '../demo/drive-demo.ts';
import { type Demo, runDemo } from '../demo/run-demo.ts';
import { findVisitorRepository, introduce } from '../demo/visitor-repository.ts';
import type { Verb, VerbInput } from '../verbs.ts';
import { UsageError } from './usage-error.ts';

const AUTO_PACE_MS = 100;
const WATCHED_PACE_MS = 1500;
const packageFolder = join(import.meta.dirname, '..', '..');

/** Everything on free loopback ports; `--auto` drives itself and ends, else the visitor drives until Ctrl-C. */
export const demo: Verb = async (input) => {
  const { auto, repo: wanted, ci, port } = parse(input.args);
  const folder = toVisitorFolder(input.env);
  const repo = wanted === null ? null : await findVisitorRepository({ repo: wanted, ci, folder });
  if (repo !== null) input.print(introduce(repo));
  const paceMs = auto ? AUTO_PACE_MS : WATCHED_PACE_MS;
  const running = await runDemo({ paceMs, repo, port, env: input.env });
  try {
    return auto ? await driveDemo(running, input.print, input.stop) : await hostVisitor(running, input);
  } finally {
    await running.stop();
  }
};

/** npm runs its scripts in the package's folder and says in INIT_CWD where the visitor stands. */
function toVisitorFolder(env: VerbInput['env']): string {
  const folder = process.cwd();
  return folder === packageFolder ? (env['INIT_CWD'] ?? folder) : folder;
}

async function hostVisitor(running: Demo, { print, stop }: VerbInput): Promise<number> {
  const { pageUrl, releaseUrl, app, visitor } = running;
  print(`
Signalbox demo: open the chat in a browser

    ${pageUrl}

${visitor === null ? sampleTour : visitorTour}
${releaseUrl === null ? '' : `The released program will be at ${releaseUrl}\n`}The queue as JSON: ${app.url}/queue

Ctrl-C ends it and leaves nothing behind${visitor === null ? '' : ', the clone and what was merged in it included'}.
`);
  if (!stop.aborted) await once(stop, 'abort');
  print('\nCleaning up…');
  return 0;
}

const sampleTour = `Five work items were just moved to "In Progress", on two boards. As Ada, the owner, try in your chat
    Approve or Changes…      below the requirements of NOTE-001; NOTE-002 and NOTE-003 wait for it
    /new Lunch is at one     with a photo if you like
    /deps graph  /queue  /why NOTE-003  /cost  /help
    /settings                /settings digest 00:00 brings the digest of the day within a minute
and in "Noticeboard team", a forum with a topic for each task of the kiosk
    Approve                  once as Ada and once as Dima ("Acting as"): KIOSK-001 needs both
    Roll back                its release turns out degraded: the one before comes back; Bo, a viewer, may not press it
    Unfreeze…                then say why the next task may go on
Dima's own chat speaks Russian: /task KIOSK-001. Cleo is a stranger.
`;

const visitorTour = `A work item was just moved to "In Progress": its card is in the chat. Read the requirements and press Approve
or Changes… Then try  /new A second note  ·  /queue  ·  /why  ·  /help, or look at the chat as Bo (a viewer).
`;

type Options = { auto: boolean; repo: string | null; ci: string | null; port: number };

function parse(args: readonly string[]): Options {
  try {
    const options = {
      auto: { type: 'boolean', default: false },
      repo: { type: 'string' },
      ci: { type: 'string' },
      port: { type: 'string', default: '0' },
    } as const;
    const { values } = parseArgs({ args: [...args], options });
    const { auto, repo = null, ci = null } = values;
    if (ci !== null && repo === null) throw new UsageError('--ci: expected together with --repo');
    if (ci?.trim() === '') throw new UsageError('--ci: expected a command, got nothing');
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new UsageError(`--port: expected a port from 0 to 65535, got "${values.port}"`);
    }
    return { auto, repo, ci, port };
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
