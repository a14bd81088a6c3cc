import type { EmulatorMessage } from '../emulator/create-emulator.ts';
import { git } from '../workspace/git.ts';
import { people } from './demo-settings.ts';
import type { Demo } from './run-demo.ts';

const TIME_LIMIT_MS = 80_000;
/** A visitor's tests take their own time. */
const TIME_LIMIT_WITH_CI_MS = 30 * 60_000;

type Ending = { ok: true } | { ok: false; why: string };

/** Approves by itself, prints each change of the card, then what landed and how the release is. Resolves to the exit status. */
export async function driveDemo(
  demo: Demo,
  print: (text: string) => void,
  stop: AbortSignal,
): Promise<number> {
  const ending = await watchCard(demo, print, stop);
  if (!ending.ok) {
    print(`The demo failed: ${ending.why}`);
    return 1;
  }
  const { origin, branch, base } = demo.repository;
  const { stdout: merged } = await git(['log', '-1', '--format=%H %s', branch], { gitDir: origin });
  const { stdout: stat } = await git(['diff', '--stat', base, branch], { gitDir: origin });
  print(`Merged into ${branch}: ${merged.trim()}\n${stat.trimEnd()}`);
  if (demo.visitor !== null) {
    print('Release: nothing is configured for deploy in a repository of yours, so it passed at once.');
    print(`All of this was in the clone, which is removed now: ${demo.visitor.path} is as it was.`);
  }
  return demo.releaseUrl === null ? 0 : checkRelease(demo.releaseUrl, merged, print);
}

async function checkRelease(url: string, merged: string, print: (text: string) => void): Promise<number> {
  const response = await fetch(`${url}healthz`);
  const health = (await response.json()) as { status: string; release: string };
  print(`Release: GET ${url}healthz answers ${response.status} ${JSON.stringify(health)}`);
  const isMerged = merged.startsWith(health.release);
  if (!response.ok || !isMerged) print('The demo failed: the release is not the merged commit');
  return response.ok && isMerged ? 0 : 1;
}

function watchCard(
  { emulator, chatId, visitor }: Demo,
  print: (text: string) => void,
  stop: AbortSignal,
): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const seen = { line: '' };
  const onAbort = () => resolve({ ok: false, why: 'it was interrupted' });
  const limitMs = visitor?.ci == null ? TIME_LIMIT_MS : TIME_LIMIT_WITH_CI_MS;
  const timer = setTimeout(() => resolve({ ok: false, why: `no end within ${limitMs / 1000} s` }), limitMs);
  stop.addEventListener('abort', onAbort);
  if (stop.aborted) onAbort();
  const look = (message: EmulatorMessage) => {
    if (!message.fromBot || !cardStart.test(message.text)) return;
    const line = toLine(message.text);
    if (line !== seen.line) print(`[${message.edits === 0 ? 'sent' : 'edit'}] ${line}`);
    seen.line = line;
    const labels = message.buttons.flat().map((button) => button.text);
    if (labels.some((label) => label.includes('Approve'))) approve(message);
    if (labels.some((label) => label.includes('Retry'))) resolve({ ok: false, why: line });
    if (isDone(message.text)) resolve({ ok: true });
  };
  const approve = (message: EmulatorMessage) => {
    const label = message.buttons.flat().find((button) => button.text.includes('Approve'))?.text ?? '';
    emulator
      .press(people.ada.id, chatId, message.id, label)
      .then(({ text }) => print(`[press] ${label}: ${text ?? ''}`))
      .catch((error: unknown) => resolve({ ok: false, why: String(error) }));
  };
  const unsubscribe = emulator.onChange(({ kind, message }) => {
    if (kind === 'sent' || kind === 'edited') look(message);
  });
  for (const message of emulator.messages(chatId)) look(message);
  return promise.finally(() => {
    clearTimeout(timer);
    stop.removeEventListener('abort', onAbort);
    unsubscribe();
  });
}

/** A card begins with the work item's id; the BRD and answers to commands do not. */
const cardStart = /^[A-Z]+-\d+ /;

function toLine(text: string): string {
  const [title = '', , , status = ''] = text.split('\n');
  return `${title}: ${status}`;
}

function isDone(text: string): boolean {
  return toLine(text).includes(': ✅');
}
