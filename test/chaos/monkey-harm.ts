import type { Emulator, EmulatorFault } from '../../src/emulator/create-emulator.ts';
import { chats, people } from './monkey-ground.ts';
import type { Random } from './random.ts';

/** What is broken for now, and what that may lead to. */
export type Harm = {
  did: Record<string, number>;
  /** What mends it, and after how many further steps. */
  healing: { what: string; steps: number; heal(): void }[];
  /** Sends of which only Telegram knows: so many strays may stand in the chats. */
  lostSends: number;
  /** Presses that may stay without an answer. */
  excusedPresses: number;
  hasMigrated: boolean;
};

export function createHarm(): Harm {
  return { did: {}, healing: [], lostSends: 0, excusedPresses: 0, hasMigrated: false };
}

function error(method: string, code: number, description: string, more: Partial<EmulatorFault> = {}) {
  return { kind: 'error', method, code, description, ...more } as EmulatorFault;
}

function flood(method: string, seconds: number): EmulatorFault {
  const parameters = { retry_after: seconds };
  return {
    kind: 'error',
    method,
    code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters,
  };
}

const polled =
  'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
const tooOld = 'Bad Request: query is too old and response timeout expired or query ID is invalid';
const restarting = 'Internal Server Error: restart';

const faults: readonly EmulatorFault[] = [
  flood('editMessageText', 7),
  flood('sendMessage', 20),
  flood('deleteMessage', 3),
  flood('createForumTopic', 9),
  error('sendMessage', 500, restarting, { times: 2 }),
  error('editMessageText', 500, restarting, { times: 3 }),
  error('sendMessage', 502, 'Bad Gateway', { times: 6 }),
  error('editMessageText', 400, 'Bad Request: message to edit not found'),
  error('editMessageText', 400, "Bad Request: message can't be edited"),
  error('deleteMessage', 400, "Bad Request: message can't be deleted"),
  error('deleteMessages', 400, "Bad Request: message can't be deleted"),
  error('createForumTopic', 400, 'Bad Request: not enough rights to create a topic'),
  error('getUpdates', 409, polled),
  error('getUpdates', 401, 'Unauthorized'),
  error('getUpdates', 500, restarting),
  error('answerCallbackQuery', 400, tooOld),
  error('sendMessage', 403, 'Forbidden: bot was blocked by the user', { chatId: people.oleg }),
  { kind: 'lost-answer', method: 'editMessageText' },
  { kind: 'lost-answer', method: 'sendMessage' },
  { kind: 'lost-answer', method: 'deleteMessages' },
  { kind: 'lost-answer', method: 'createForumTopic' },
  { kind: 'refused', method: 'sendMessage', times: 3 },
  { kind: 'refused', method: 'getUpdates' },
  { kind: 'delay', method: 'sendMessage', ms: 20 },
  { kind: 'delay', method: 'editMessageText', ms: 10 },
];

/** One thing that goes wrong at Telegram; what it was, for the record. */
export function doHarm(emulator: Emulator, random: Random, harm: Harm, removed: Set<string>): string {
  const kind = random.weighted({ call: 76, block: 6, kick: 4, closeTopic: 6, deleteTopic: 6, migrate: 2 });
  harm.did[kind] = (harm.did[kind] ?? 0) + 1;
  switch (kind) {
    case 'call':
      return injectSome(emulator, random, harm);
    case 'block': {
      const id = random.pick(Object.values(people)) ?? people.vera;
      emulator.block(id);
      return forAWhile(harm, random, `${id} has blocked the bot`, () => emulator.unblock(id));
    }
    case 'kick':
      emulator.kick(chats.team);
      return forAWhile(harm, random, 'the team has kicked the bot', () => emulator.readmit(chats.team));
    case 'migrate':
      if (harm.hasMigrated) return 'the group has migrated before';
      harm.hasMigrated = true;
      emulator.migrate(chats.basic, chats.grown);
      return 'the group became a supergroup';
    case 'closeTopic':
    case 'deleteTopic':
      return harmTopic(emulator, random, removed, kind);
  }
}

function injectSome(emulator: Emulator, random: Random, harm: Harm): string {
  const fault = random.pick(faults);
  if (fault === undefined) return 'no fault';
  emulator.inject(fault);
  const { kind, method } = fault;
  if (kind === 'lost-answer' && method === 'sendMessage') harm.lostSends += 1;
  if (method === 'answerCallbackQuery') harm.excusedPresses += 1;
  return `fault: ${method} ${kind} ${kind === 'error' ? fault.code : ''}`;
}

/** Twice the same is mended once for all. */
function forAWhile({ healing }: Harm, random: Random, what: string, heal: () => void): string {
  if (healing.some((one) => one.what === what)) return `${what} already`;
  healing.push({ what, steps: Math.ceil(random.between(0, 60)), heal });
  return what;
}

/** A step further; null: everything that lasts is mended now. */
export function healSome(harm: Harm, all = false): string[] {
  for (const one of harm.healing) one.steps -= 1;
  const due = harm.healing.filter(({ steps }) => all || steps <= 0);
  harm.healing = harm.healing.filter((one) => !due.includes(one));
  for (const { heal } of due) heal();
  return due.map(({ what }) => `over: ${what}`);
}

function harmTopic(
  emulator: Emulator,
  random: Random,
  removed: Set<string>,
  kind: 'closeTopic' | 'deleteTopic',
): string {
  const topic = random.pick(emulator.topics(chats.forum));
  if (topic === undefined) return 'no topic';
  if (kind === 'closeTopic') {
    if (!topic.closed) emulator.closeTopic(chats.forum, topic.id);
    return `topic ${topic.id} is closed`;
  }
  for (const { id, threadId } of emulator.messages(chats.forum))
    if (threadId === topic.id) removed.add(`${chats.forum}:${id}`);
  emulator.deleteTopic(chats.forum, topic.id);
  return `topic ${topic.id} is deleted`;
}
