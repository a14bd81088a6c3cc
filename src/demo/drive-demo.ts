import type { EmulatorMessage } from '../emulator/create-emulator.ts';
import { git } from '../workspace/git.ts';
import { chats, people } from './demo-settings.ts';
import { type Chat, createChat } from './drive-chat.ts';
import type { Demo } from './run-demo.ts';

const TIME_LIMIT_MS = 150_000;
/** A visitor's tests take their own time. */
const TIME_LIMIT_WITH_CI_MS = 30 * 60_000;

/** Approves by itself, prints each change of the cards, then what landed and how the release is. Resolves to the exit status. */
export async function driveDemo(
  demo: Demo,
  print: (text: string) => void,
  stop: AbortSignal,
): Promise<number> {
  const limitMs = demo.visitor?.ci == null ? TIME_LIMIT_MS : TIME_LIMIT_WITH_CI_MS;
  const chat = createChat(demo.emulator, { print, stop, limitMs });
  try {
    if (demo.screen !== null) await driveSample(chat, demo.screen, print);
    else await chat.until(chats.ada, isCard('DEMO-001', '✅'));
  } catch (error) {
    return tellFailure(error, print);
  } finally {
    chat.close();
  }
  return tellEnd(demo, print);
}

/** One release goes well; the other one is degraded and freezes its repository. A person rolls it back and lets the next task begin. */
async function driveSample(
  chat: Chat,
  screen: NonNullable<Demo['screen']>,
  print: (text: string) => void,
): Promise<void> {
  const { id: ada } = people.ada;
  await chat.until(chats.ada, isCard('NOTE-001', '✅'));
  const notice = await chat.until(chats.team, (message) => hasButton(message, 'Roll back'));
  const graph = chat.say(ada, chats.ada, '/deps graph');
  await chat.until(chats.ada, ({ photo }) => photo !== undefined, graph);
  const queue = chat.say(ada, chats.ada, '/queue');
  await chat.until(chats.ada, ({ text }) => text.includes('kiosk'), queue);
  await chat.press(ada, notice, 'Roll back');
  await chat.until(chats.team, ({ text }) => text.startsWith('↩️'));
  await checkRelease('Screen', screen.url, screen.before, print);
  await chat.press(ada, notice, 'Unfreeze…');
  const question = await chat.until(chats.team, ({ forceReply }) => forceReply, notice.id);
  chat.say(ada, chats.team, 'The release before is on the screen again.', question.id);
  await chat.until(chats.team, isCard('KIOSK-002', '✋'));
}

function tellFailure(error: unknown, print: (text: string) => void): number {
  print(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
}

function isCard(workItemId: string, mark: string): (message: EmulatorMessage) => boolean {
  return ({ text }) => text.startsWith(`${workItemId} `) && text.includes(mark);
}

function hasButton({ buttons }: EmulatorMessage, label: string): boolean {
  return buttons.flat().some(({ text }) => text === label);
}

async function tellEnd(demo: Demo, print: (text: string) => void): Promise<number> {
  const { origin, branch, base } = demo.repository;
  const { stdout: merged } = await git(['log', '-1', '--first-parent', '--format=%H %s', branch], {
    gitDir: origin,
  });
  const { stdout: stat } = await git(['diff', '--stat', base, branch], { gitDir: origin });
  print(`Merged into ${branch}: ${merged.trim()}\n${stat.trimEnd()}`);
  if (demo.visitor !== null) {
    print('Release: nothing is configured for deploy in a repository of yours, so it passed at once.');
    print(`All of this was in the clone, which is removed now: ${demo.visitor.path} is as it was.`);
  }
  if (demo.releaseUrl === null) return 0;
  const [commit = ''] = merged.split(' ');
  return checkRelease('Release', demo.releaseUrl, commit, print).then(
    () => 0,
    (error: unknown) => tellFailure(error, print),
  );
}

/** Rejects unless it serves this commit, in good health. */
async function checkRelease(
  what: string,
  url: string,
  commit: string,
  print: (text: string) => void,
): Promise<void> {
  const response = await fetch(`${url}healthz`);
  const health = (await response.json()) as { status: string; release: string };
  print(`${what}: GET ${url}healthz answers ${response.status} ${JSON.stringify(health)}`);
  if (!response.ok || health.release !== commit) throw new Error(`what is served there is not ${commit}`);
}
