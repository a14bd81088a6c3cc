import type { Emulator, EmulatorMessage } from '../emulator/create-emulator.ts';
import { people } from './demo-settings.ts';

type Driving = { print: (text: string) => void; stop: AbortSignal; limitMs: number };

type Seen = {
  emulator: Emulator;
  print: Driving['print'];
  /** What was last printed of each card. */
  lines: Map<string, string>;
  pressed: Set<string>;
  /** Settles when the demo cannot go on. */
  failed: PromiseWithResolvers<never>;
};

export type Chat = ReturnType<typeof createChat>;

/** The hands and eyes of the demo's people: prints each change of a card, and approves whatever asks for it. */
export function createChat(emulator: Emulator, { print, stop, limitMs }: Driving) {
  const seen: Seen = {
    emulator,
    print,
    lines: new Map(),
    pressed: new Set(),
    failed: Promise.withResolvers<never>(),
  };
  // Nobody may be waiting when it fails.
  seen.failed.promise.catch(() => undefined);
  const fail = (why: string) => seen.failed.reject(new Error(why));
  const timer = setTimeout(() => fail(`no end within ${limitMs / 1000} s`), limitMs);
  const onAbort = () => fail('it was interrupted');
  stop.addEventListener('abort', onAbort);
  if (stop.aborted) onAbort();
  const unsubscribe = emulator.onChange(({ kind, message }) => {
    if (kind === 'sent' || kind === 'edited') look(seen, message);
  });
  return {
    /** The message of the bot there that is as wanted, behind another where one is given, as soon as there is one. */
    until: (chatId: number, isIt: (message: EmulatorMessage) => boolean, after = 0) =>
      until(seen, chatId, (message) => message.fromBot && message.id > after && isIt(message)),
    say: (userId: number, chatId: number, text: string, replyTo?: number): number => {
      print(`[say] ${text}`);
      return emulator.sendText(userId, chatId, text, replyTo === undefined ? {} : { replyTo });
    },
    press: (userId: number, message: EmulatorMessage, label: string) => press(seen, userId, message, label),
    close: () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', onAbort);
      unsubscribe();
    },
  };
}

function until(
  { emulator, failed }: Seen,
  chatId: number,
  isIt: (message: EmulatorMessage) => boolean,
): Promise<EmulatorMessage> {
  const there = emulator.messages(chatId).find(isIt);
  if (there !== undefined) return Promise.resolve(there);
  const { promise, resolve } = Promise.withResolvers<EmulatorMessage>();
  const unsubscribe = emulator.onChange(({ kind, message }) => {
    if (kind !== 'deleted' && message.chatId === chatId && isIt(message)) resolve(message);
  });
  return Promise.race([promise, failed.promise]).finally(unsubscribe);
}

/** A card begins with the work item's id; the BRD and answers to commands do not. */
const cardStart = /^[A-Z]+-\d+ /;

/** What a whole team is told of a release and of its repository. */
const newsStart = /^(❄️|↩️|☀️|❗️) /;

function look(seen: Seen, message: EmulatorMessage): void {
  if (!message.fromBot) return;
  const [first = ''] = message.text.split('\n');
  if (newsStart.test(first) && message.edits === 0) seen.print(`[sent] ${first}`);
  if (!cardStart.test(message.text)) return;
  const line = toLine(message.text);
  const [id = ''] = line.split(' ');
  if (seen.lines.get(id) !== line) seen.print(`[${message.edits === 0 ? 'sent' : 'edit'}] ${line}`);
  seen.lines.set(id, line);
  const labels = message.buttons.flat().map(({ text }) => text);
  const approve = labels.find((label) => label.includes('Approve'));
  if (approve !== undefined) approveOnce(seen, message, approve);
  if (labels.some((label) => label.includes('Retry'))) seen.failed.reject(new Error(line));
}

/** Of each project the first task, by everybody who is in that chat and may: some requirements take two. */
function approveOnce(seen: Seen, message: EmulatorMessage, label: string): void {
  if (!/^[A-Z]+-001 /.test(message.text)) return;
  const approvers = message.chatId === people.ada.id ? [people.ada] : [people.ada, people.dima];
  for (const { id } of approvers) {
    const key = `${message.chatId} ${message.id} ${id}`;
    if (seen.pressed.has(key)) continue;
    seen.pressed.add(key);
    press(seen, id, message, label).catch((error: unknown) => seen.failed.reject(error));
    return;
  }
}

async function press(
  { emulator, print }: Seen,
  userId: number,
  message: EmulatorMessage,
  label: string,
): Promise<void> {
  const { text } = await emulator.press(userId, message.chatId, message.id, label);
  print(`[press] ${label}${text === undefined || text === '' ? '' : `: ${text}`}`);
}

function toLine(text: string): string {
  const [title = '', ...rest] = text.split('\n').filter((line) => line.trim() !== '');
  const status = rest.find((line) => /^\p{Extended_Pictographic}/u.test(line)) ?? '';
  return `${title}: ${status}`;
}
