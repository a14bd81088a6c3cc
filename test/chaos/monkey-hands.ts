import type { Emulator, EmulatorMessage } from '../../src/emulator/create-emulator.ts';
import type { Random } from './random.ts';

type Hand = { userId: number; chatIds: readonly number[] };

type PressAnswer = Awaited<ReturnType<Emulator['press']>>;

/** A press under way, until somebody looks whether it was answered. */
type Press = { what: string; answer: PressAnswer | undefined };

/** A button as somebody saw it: it can still be pressed when the card has long moved on. */
type Seen = { chatId: number; messageId: number; data: string };

export type Hands = {
  users: readonly Hand[];
  taskIds: () => readonly string[];
  seen: Seen[];
  /** Messages that somebody deleted, as `chat:message`: a card among them comes back with its next change only. */
  removed: Set<string>;
  presses: Press[];
};

const mostSeen = 400;

/** One thing a person does in a chat; what it was, for the record. Nobody waits for the answer to a press. */
export function useHands(emulator: Emulator, random: Random, hands: Hands): string {
  const user = random.pick(hands.users);
  const chatId = user && random.pick(user.chatIds);
  if (user === undefined || chatId === undefined) throw new Error('nobody is there');
  const messages = emulator.messages(chatId);
  lookAt(hands, messages);
  const kind = random.weighted({
    decide: 40,
    press: 25,
    stale: 8,
    command: 35,
    reply: 12,
    talk: 3,
    remove: 3,
  });
  try {
    return `${user.userId} in ${chatId}: ${act(emulator, random, hands, { user, chatId, kind, messages })}`;
  } catch (error) {
    // What a person cannot do either: the button is gone by now, the bot is blocked.
    if (error instanceof Error && error.constructor === Error)
      return `${user.userId} could not: ${error.message}`;
    throw error;
  }
}

function lookAt({ seen }: Hands, messages: readonly EmulatorMessage[]): void {
  for (const { chatId, id, buttons } of messages.slice(-6)) {
    for (const { data } of buttons.flat()) if (data !== undefined) seen.push({ chatId, messageId: id, data });
  }
  seen.splice(0, seen.length - mostSeen);
}

type Act = { user: Hand; chatId: number; kind: string; messages: readonly EmulatorMessage[] };

function act(
  emulator: Emulator,
  random: Random,
  hands: Hands,
  { user, chatId, kind, messages }: Act,
): string {
  const { userId } = user;
  switch (kind) {
    case 'decide': {
      const visible = user.chatIds.flatMap((id) => emulator.messages(id));
      const asking = random.pick(visible.filter(({ buttons }) => buttons.flat().some(isDecision)));
      const buttons = asking?.buttons.flat().filter(isDecision) ?? [];
      const goingOn = buttons.filter(({ data = '' }) => /^(approve|retry|raise|unfreeze):/.test(data));
      const button = random.pick(goingOn.length > 0 && random.between(0, 1) < 0.7 ? goingOn : buttons);
      if (asking === undefined || button?.data === undefined) return 'nothing to decide';
      const presser = hands.users.find((one) => one.userId === decider(random, userId, asking.chatId));
      const by = presser?.userId ?? userId;
      return follow(
        hands,
        `${by} decides ${button.data} on ${asking.id}`,
        emulator.press(by, asking.chatId, asking.id, button.data),
      );
    }
    case 'press': {
      const message = random.pick(
        messages.filter(({ buttons }) => buttons.flat().some(({ data }) => data !== undefined)),
      );
      const button = message && random.pick(message.buttons.flat().filter(({ data }) => data !== undefined));
      if (message === undefined || button?.data === undefined) return 'nothing to press';
      return follow(
        hands,
        `presses ${button.data} on ${message.id}`,
        emulator.press(userId, chatId, message.id, button.data),
      );
    }
    case 'stale': {
      const old = random.pick(
        hands.seen.filter((one) => one.chatId === chatId && messages.some(({ id }) => id === one.messageId)),
      );
      if (old === undefined) return 'nothing old to press';
      const data = random.between(0, 1) < 0.2 ? mangled(old.data, random) : old.data;
      return follow(
        hands,
        `presses old ${data} on ${old.messageId}`,
        emulator.pressData(userId, chatId, old.messageId, data),
      );
    }
    case 'command': {
      const text = command(random, hands.taskIds());
      emulator.sendText(userId, chatId, text);
      return text;
    }
    case 'reply': {
      const latest = messages.filter(({ fromBot }) => fromBot).slice(-8);
      const prompts = latest.filter(({ forceReply }) => forceReply);
      const message = random.pick(prompts.length > 0 ? prompts : latest);
      if (message === undefined) return 'nothing to reply to';
      emulator.sendText(userId, chatId, 'In euros, <please> & thanks', { replyTo: message.id });
      return `replied to ${message.id}`;
    }
    case 'remove': {
      const message = random.pick(messages.filter(({ fromBot }) => fromBot).slice(-10));
      if (message === undefined) return 'nothing to delete';
      emulator.deleteAsUser(userId, chatId, message.id);
      hands.removed.add(`${chatId}:${message.id}`);
      return `deleted ${message.id}`;
    }
    default:
      emulator.sendText(
        userId,
        chatId,
        random.pick(['hello', 'skip', 'done', '/', '//', '🙂', 'shop Title']) ?? 'x',
      );
      return 'talked';
  }
}

/** Mostly somebody who may; in a private chat only its owner is there. */
function decider(random: Random, userId: number, chatId: number): number {
  if (chatId > 0) return chatId;
  return random.between(0, 1) < 0.25 ? userId : (random.pick([12, 12, 13, 13, 14]) ?? userId);
}

/** What a person cannot press, the app does not send. */
function follow({ presses }: Hands, what: string, pressed: Promise<PressAnswer>): string {
  const press: Press = { what, answer: undefined };
  presses.push(press);
  pressed.then(
    (answer) => {
      press.answer = answer;
    },
    () => presses.splice(presses.indexOf(press), 1),
  );
  return what;
}

/** What a person is asked for, and what makes a task go on. */
function isDecision({ data = '' }: { data?: string }): boolean {
  return /^(approve|changes|retry|answer|restart|raise|unfreeze|confirm):/.test(data);
}

function mangled(data: string, random: Random): string {
  const at = Math.floor(random.between(0, data.length));
  return `${data.slice(0, at)}${random.pick(['0', ':', 'я', '%', '-1'])}${data.slice(at + 1)}`.slice(0, 30);
}

const shapes = [
  '/start',
  '/help',
  '/tasks',
  '/task ID',
  '/task',
  '/why ID',
  '/why',
  '/approve ID',
  '/approve',
  '/reject ID Too long',
  '/reject ID',
  '/answer ID In euros',
  '/answer',
  '/stop ID',
  '/stop',
  '/retry ID',
  '/retry ID with a hint',
  '/cancel ID',
  '/cancel',
  '/restart ID',
  '/priority ID high',
  '/priority ID low',
  '/priority ID',
  '/deps',
  '/deps ID',
  '/deps add ID OTHER',
  '/deps remove ID OTHER',
  '/deps add ID ID',
  '/queue',
  '/pause shop',
  '/pause',
  '/resume',
  '/resume shop',
  '/pause now',
  '/pause shop now',
  '/stop all',
  '/resume',
  '/resume',
  '/freeze shop broken',
  '/unfreeze',
  '/unfreeze shop fixed',
  '/cost',
  '/cost ID',
  '/model ID opus',
  '/model ID default',
  '/effort ID high',
  '/log ID',
  '/budget ID 5',
  '/budget ID',
  '/projects',
  '/settings',
  '/settings language ru',
  '/settings language en',
  '/settings quiet 22:00-08:00',
  '/settings quiet off',
  '/settings digest 09:00',
  '/health',
  '/new shop A new thing',
  '/new',
  '/new till Ещё одна\nс описанием',
  '/nothing',
  '/approve NOPE-1',
  '/task 999999',
  '/settings people',
];

function command(random: Random, ids: readonly string[]): string {
  const shape = random.pick(shapes) ?? '/help';
  return shape
    .replaceAll('ID', () => random.pick(ids) ?? 'SHOP-001')
    .replaceAll('OTHER', () => random.pick(ids) ?? 'SHOP-002');
}
