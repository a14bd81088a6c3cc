import { translatorOf } from '../../src/locale/translator.ts';
import { renderCard } from '../../src/telegram/render-card.ts';
import { mannerOf } from '../../src/workflow/chat-manner.ts';
import { describeTask } from '../../src/workflow/describe-task.ts';
import { chats, createGround, type Ground, people, type Running } from './monkey-ground.ts';
import { type Hands, useHands } from './monkey-hands.ts';
import { createHarm, doHarm, type Harm, healSome } from './monkey-harm.ts';
import { listBroken, listMisshown, listOwnFloods } from './monkey-invariants.ts';
import { moveWorld, type Revisions } from './monkey-world.ts';
import { createRandom, type Random } from './random.ts';

/** Whose word counts for an approval, by the names in the projects file. */
const approvers = new Set(['Anna', 'Oleg', 'Olga']);

export type Told = {
  steps: number;
  did: Record<string, number>;
  tasks: number;
  done: number;
  approvals: number;
  /** Where those stand that have not ended. */
  open: string[];
  harm: Record<string, number>;
  lostSends: number;
  presses: number;
  unanswered: number;
  loud: number;
  floods: number;
};

type Game = {
  ground: Ground;
  running: Running;
  random: Random;
  revisions: Revisions;
  hands: Hands;
  harm: Harm;
  /** When each process began. */
  boots: Date[];
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
  const told: Told = {
    steps,
    did: {},
    tasks: 0,
    done: 0,
    approvals: 0,
    open: [],
    harm: {},
    lostSends: 0,
    presses: 0,
    unanswered: 0,
    loud: 0,
    floods: 0,
  };
  const game: Game = {
    ground,
    running: await ground.boot(),
    random: createRandom(seed),
    revisions: new Map(),
    hands: {
      users: listHands([chats.team, chats.forum, chats.basic]),
      taskIds: () => game.running.context.store.tasks.listOpen().map(({ work_item_id: id }) => id ?? ''),
      seen: [],
      removed: new Set(),
      presses: [],
    },
    harm: createHarm(),
    boots: [ground.now()],
    told,
    trail: [],
  };
  try {
    const broken = await play(game, steps);
    sumUp(game);
    return { told, broken, trail: game.trail };
  } finally {
    await game.running.stop();
    await ground.close();
  }
}

function sumUp({ running, told, harm, ground }: Game): void {
  const { db } = running;
  const count = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? 0;
  told.tasks = count('SELECT COUNT(*) FROM tasks');
  told.done = count(`SELECT COUNT(*) FROM tasks WHERE stage = 'done'`);
  told.approvals = count('SELECT COUNT(*) FROM approvals WHERE decision IS NOT NULL');
  told.open = running.context.store.tasks
    .listOpen()
    .map(({ stage, step, attention }) => `${stage} ${step ?? ''} ${attention ?? ''}`.trim());
  told.harm = harm.did;
  told.lostSends = harm.lostSends;
  told.loud += running.line.loud;
  told.floods = ground.emulator
    .calls()
    .filter(({ fault, error = '' }) => fault === undefined && error.includes('Too Many')).length;
}

function listHands(groups: readonly number[]): Hands['users'] {
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

function look({ running, revisions, hands, harm, told, ground, boots }: Game): string[] {
  const { context, db, line } = running;
  const unheard = hands.presses.splice(0).filter(({ answer }) => answer?.answered !== true);
  told.unanswered += unheard.length;
  return [
    ...listBroken({ store: context.store, db, revisions, approvers }),
    ...line.needless,
    ...listOwnFloods(ground.emulator, boots),
    ...(told.unanswered > harm.excusedPresses ? unheard.map(({ what }) => `nobody answered: ${what}`) : []),
  ];
}

async function takeStep(game: Game): Promise<void> {
  const { ground, random, told, hands, revisions, harm } = game;
  const kind = random.weighted({ person: 50, world: 40, wait: 3, fault: 5, restart: 1, kill: 0.5, way: 1 });
  told.did[kind] = (told.did[kind] ?? 0) + 1;
  for (const healed of healSome(harm)) note(game, healed);
  switch (kind) {
    case 'person':
      note(game, useHands(ground.emulator, random, hands));
      break;
    case 'world':
      moveWorld(game.running.context, random, revisions);
      break;
    case 'way':
      note(game, makeWay(game));
      break;
    case 'wait':
      ground.advance((random.pick([1, 60, 3600, 50 * 3600]) ?? 1) * 1000);
      break;
    case 'fault':
      note(game, doHarm(ground.emulator, random, harm, hands.removed));
      hands.users = listHands([chats.team, chats.forum, harm.hasMigrated ? chats.grown : chats.basic]);
      break;
    case 'restart':
      await game.running.stop();
      await bootAgain(game);
      note(game, 'restarted');
      break;
    case 'kill':
      await killAtWork(game);
  }
  told.presses += hands.presses.length;
  ground.advance(1200);
  game.running.tick();
  await game.running.settle();
}

/** The owner lifts what would hold everything for the rest of the game. */
function makeWay({ ground, random, hands }: Game): string {
  const text =
    random.pick(['/resume', '/unfreeze shop fixed', '/unfreeze till fixed', '/unfreeze kiosk fixed']) ??
    '/resume';
  if (hands.users.length > 0) ground.emulator.sendText(people.olga, chats.team, text);
  return text;
}

/** While something is on its way to Telegram, if anything is to be said. */
async function killAtWork(game: Game): Promise<void> {
  const { ground, random, revisions, harm, running } = game;
  moveWorld(running.context, random, revisions);
  ground.advance(5000);
  running.context.nudge();
  const turns = random.between(1, 12);
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  harm.lostSends += running.line.underWaySends();
  running.kill();
  await bootAgain(game);
  note(game, 'killed');
}

async function bootAgain(game: Game): Promise<void> {
  const { ground, told, running } = game;
  told.loud += running.line.loud;
  game.boots.push(ground.now());
  game.running = await ground.boot();
}

function note({ trail }: Game, what: string): void {
  trail.push(what);
  if (trail.length > 40) trail.shift();
}

const longestRest = 1500;

/** Faults are over, and there is all the time there has to be. */
async function comeToRest(game: Game): Promise<string[]> {
  const { ground, running } = game;
  const { context, db } = running;
  ground.emulator.clearFaults();
  healSome(game.harm, true);
  const misshown = () =>
    listMisshown({
      store: context.store,
      emulator: ground.emulator,
      db,
      chatIds: [...new Set(game.hands.users.flatMap((one) => one.chatIds))],
      removed: game.hands.removed,
      strays: game.harm.lostSends,
      draw: (taskId) => draw(running, taskId),
    });
  for (let turn = 0; turn < longestRest && misshown().length > 0; turn += 1) {
    ground.advance(5000);
    running.tick();
    await running.settle();
  }
  return [...look(game), ...misshown(), ...ground.bugs];
}

/** One that has ended stays in the language in which it did. */
function draw({ context }: Running, taskId: number): string[] {
  const view = describeTask(context, taskId);
  const card = context.store.cards.find(taskId);
  if (view === undefined || card === undefined) return [];
  const { language } = mannerOf(context, card.chat_id);
  const languages = view.ended ? ([language, 'en', 'ru'] as const) : [language];
  return languages.map((one) => renderCard(view, translatorOf(one)).text);
}
