import { setTimeout as sleep } from 'node:timers/promises';
import type { EmulatorFault } from '../../src/emulator/create-emulator.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { renderCard } from '../../src/telegram/render-card.ts';
import { mannerOf } from '../../src/workflow/chat-manner.ts';
import { describeTask } from '../../src/workflow/describe-task.ts';
import { chats, createGround, type Ground, people, type Running } from './monkey-ground.ts';
import { type Hands, useHands } from './monkey-hands.ts';
import { listBroken, listMisshown } from './monkey-invariants.ts';
import { moveWorld, type Revisions } from './monkey-world.ts';
import { createRandom, type Random } from './random.ts';

const groups = [chats.team, chats.forum];
const chatIds = [...groups, ...Object.values(people)];
/** Whose word counts for an approval, by the names in the projects file. */
const approvers = new Set(['Anna', 'Oleg', 'Olga']);

export type Told = {
  steps: number;
  did: Record<string, number>;
  tasks: number;
  approvals: number;
  faults: number;
};

type Game = {
  ground: Ground;
  running: Running;
  random: Random;
  revisions: Revisions;
  hands: Hands;
  told: Told;
  /** The latest steps, to see what led to a fault. */
  trail: string[];
};

/** So many random steps by people, the world, the clock, restarts and faults of Telegram; then rest. Faults as sentences. */
export async function runMonkey(
  seed: number,
  steps: number,
): Promise<{ told: Told; broken: string[]; trail: string[] }> {
  const ground = await createGround();
  const told: Told = { steps, did: {}, tasks: 0, approvals: 0, faults: 0 };
  const game: Game = {
    ground,
    running: await ground.boot(),
    random: createRandom(seed),
    revisions: new Map(),
    hands: {
      users: listHands(),
      taskIds: () => game.running.context.store.tasks.listOpen().map(({ work_item_id: id }) => id ?? ''),
      seen: [],
      removed: new Set(),
    },
    told,
    trail: [],
  };
  try {
    const broken = await play(game, steps);
    const { db } = game.running;
    told.tasks = (db.prepare('SELECT COUNT(*) AS n FROM tasks').get() as { n: number }).n;
    told.approvals = (
      db.prepare('SELECT COUNT(*) AS n FROM approvals WHERE decision IS NOT NULL').get() as { n: number }
    ).n;
    return { told, broken, trail: game.trail };
  } finally {
    await game.running.stop();
    await ground.close();
  }
}

function listHands(): Hands['users'] {
  return Object.values(people).map((userId) => ({ userId, chatIds: [...groups, userId] }));
}

async function play(game: Game, steps: number): Promise<string[]> {
  for (let step = 0; step < steps; step += 1) {
    await takeStep(game);
    const broken = [...look(game), ...game.ground.bugs];
    if (broken.length > 0) return broken.map((fault) => `at step ${step}: ${fault}`);
  }
  return comeToRest(game);
}

function look({ running, revisions }: Game): string[] {
  const { context, db } = running;
  return listBroken({ store: context.store, db, revisions, approvers });
}

async function takeStep(game: Game): Promise<void> {
  const { ground, random, told, hands, revisions } = game;
  const kind = random.weighted({ person: 52, world: 38, wait: 4, fault: 5, restart: 1 });
  told.did[kind] = (told.did[kind] ?? 0) + 1;
  switch (kind) {
    case 'person': {
      note(game, await useHands(ground.emulator, random, hands));
      break;
    }
    case 'world':
      moveWorld(game.running.context, random, revisions);
      break;
    case 'wait':
      ground.advance((random.pick([1, 60, 3600, 50 * 3600]) ?? 1) * 1000);
      break;
    case 'fault':
      harm(game);
      break;
    case 'restart':
      await game.running.stop();
      game.running = await ground.boot();
      note(game, 'restarted');
  }
  ground.advance(1200);
  await game.running.settle();
}

function note({ trail }: Game, what: string): void {
  trail.push(what);
  if (trail.length > 40) trail.shift();
}

const faults: readonly EmulatorFault[] = [
  {
    kind: 'error',
    method: 'editMessageText',
    code: 429,
    description: 'Too Many Requests: retry after 7',
    parameters: { retry_after: 7 },
  },
  {
    kind: 'error',
    method: 'sendMessage',
    code: 429,
    description: 'Too Many Requests: retry after 20',
    parameters: { retry_after: 20 },
  },
  {
    kind: 'error',
    method: 'sendMessage',
    code: 500,
    description: 'Internal Server Error: restart',
    times: 2,
  },
  {
    kind: 'error',
    method: 'editMessageText',
    code: 400,
    description: 'Bad Request: message to edit not found',
  },
  { kind: 'error', method: 'deleteMessage', code: 400, description: "Bad Request: message can't be deleted" },
  {
    kind: 'error',
    method: 'createForumTopic',
    code: 400,
    description: 'Bad Request: not enough rights to create a topic',
  },
  {
    kind: 'error',
    method: 'getUpdates',
    code: 409,
    description:
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  },
  {
    kind: 'error',
    method: 'answerCallbackQuery',
    code: 400,
    description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
  },
  { kind: 'lost-answer', method: 'editMessageText' },
  { kind: 'refused', method: 'sendMessage', times: 3 },
  { kind: 'delay', method: 'sendMessage', ms: 20 },
];

function harm(game: Game): void {
  const { ground, random, told } = game;
  const { emulator } = ground;
  told.faults += 1;
  const kind = random.weighted({ call: 80, block: 8, closeTopic: 12 });
  const fault = random.pick(faults);
  note(game, `fault: ${kind} ${fault?.method ?? ''} ${fault?.kind ?? ''}`);
  if (kind === 'call' && fault !== undefined) emulator.inject(fault);
  if (kind === 'block') {
    const id = random.pick(Object.values(people)) ?? people.vera;
    emulator.block(id);
    emulator.unblock(id);
  }
  const topic = random.pick(emulator.topics(chats.forum));
  if (kind !== 'closeTopic' || topic === undefined) return;
  const inTopic = emulator.messages(chats.forum).filter(({ threadId }) => threadId === topic.id);
  if (random.between(0, 1) < 0.5) {
    for (const { id } of inTopic) game.hands.removed.add(`${chats.forum}:${id}`);
    emulator.deleteTopic(chats.forum, topic.id);
  } else if (!topic.closed) emulator.closeTopic(chats.forum, topic.id);
}

const longestRest = 1500;

/** Faults are over, and there is all the time there has to be. */
async function comeToRest(game: Game): Promise<string[]> {
  const { ground, running } = game;
  const { context, db } = running;
  ground.emulator.clearFaults();
  const misshown = () =>
    listMisshown({
      store: context.store,
      emulator: ground.emulator,
      db,
      chatIds,
      removed: game.hands.removed,
      draw: (taskId) => draw(running, taskId),
    });
  for (let turn = 0; turn < longestRest && misshown().length > 0; turn += 1) {
    ground.advance(5000);
    await running.settle();
    await sleep(1);
  }
  return [...look(game), ...misshown(), ...ground.bugs];
}

function draw({ context }: Running, taskId: number): string | undefined {
  const view = describeTask(context, taskId);
  const card = context.store.cards.find(taskId);
  if (view === undefined || card === undefined) return undefined;
  return renderCard(view, translatorOf(mannerOf(context, card.chat_id).language)).text;
}
