import { setTimeout as pause } from 'node:timers/promises';
import { ada } from '../support/installation.ts';
import { planeBody, postPlane } from '../support/plane.ts';
import { until } from '../support/until.ts';
import type { ChaosGround } from './ground.ts';
import { createPerson } from './person.ts';
import type { Random } from './random.ts';
import { listLiveMarkers, listRunProcesses, type RunProcess, signalProcess } from './run-processes.ts';
import { createService, type Service } from './service.ts';

const weights = {
  signalbox: 20,
  'signalbox twice': 7,
  'signalbox by TERM': 8,
  agent: 28,
  'agent by TERM': 15,
  launcher: 18,
  group: 18,
  beside: 5,
} as const;

/** `beside` ends nothing: a second Signalbox is started that must not work. */
type Blow = keyof typeof weights;

export type Chaos = {
  blows: Record<Blow, number>;
  kills: number;
  tasks: number;
  starts: number;
  presses: { approvals: number; retries: number };
  /** Runs that were seen alive at one moment, each pair once. */
  pairs: [string, string][];
  /** How the starts beside a living one ended. */
  besides: string[];
};

/** How many kills at least, and how many tasks may be under way meanwhile, and be opened at all. `peaceMs` is the longest time without one. */
export type ChaosPlan = {
  kills: number;
  mostOpen: number;
  mostTasks: number;
  peaceMs: number;
  doneWithinMs: number;
};

type Scene = { plan: ChaosPlan; ground: ChaosGround; service: Service; random: Random; chaos: Chaos };

const lookMs = 50;
const victimLooks = 60;
/** One for all: a delivery that is made again has the same body. */
const movedAt = new Date();

/** Kills Signalbox and its agents until there were `kills` of it, with new tasks all the while, and waits until all of them are done. */
export async function killAtRandom(ground: ChaosGround, random: Random, plan: ChaosPlan): Promise<Chaos> {
  const service = createService(ground);
  const person = createPerson(ground.emulator);
  const none = Object.fromEntries(Object.keys(weights).map((blow) => [blow, 0])) as Record<Blow, number>;
  const chaos: Chaos = {
    blows: none,
    kills: 0,
    tasks: 0,
    starts: 0,
    presses: person.counts,
    pairs: [],
    besides: [],
  };
  const { kills, doneWithinMs } = plan;
  const scene = { plan, ground, service, random, chaos };
  const state = { isOver: false };
  service.start();
  const living = liveOn(scene, person, { isOver: () => state.isOver, mayOpen: () => chaos.kills < kills });
  // What it fails with is thrown in the end.
  living.catch(() => undefined);
  try {
    while (chaos.kills < kills) await strikeSome(scene);
    await until('all tasks are done', () => countDone(ground) >= chaos.tasks, doneWithinMs);
    await until('no run is left', () => listRunProcesses(`${ground.home}/runs`).length === 0);
  } finally {
    state.isOver = true;
    await service.stop();
    chaos.starts = service.starts();
    await living;
  }
  return chaos;
}

/** A few blows one shortly after the other, and then some peace, in which something can get done. */
async function strikeSome(scene: Scene): Promise<void> {
  const { random, chaos, plan } = scene;
  for (let left = Math.ceil(random.between(0, 6)); left > 0 && chaos.kills < plan.kills; left -= 1) {
    await pause(random.between(20, 400));
    const blow = random.weighted(weights);
    const ended = await strike(scene, blow);
    if (ended === 0 && blow !== 'beside') continue;
    chaos.blows[blow] += 1;
    chaos.kills += ended;
  }
  await pause(random.between(plan.peaceMs / 10, plan.peaceMs));
}

/** How many were ended by it. */
async function strike(scene: Scene, blow: Blow): Promise<number> {
  const { service, random, chaos } = scene;
  switch (blow) {
    case 'signalbox':
      return service.signal('SIGKILL') ? 1 : 0;
    case 'signalbox by TERM':
      return service.signal('SIGTERM') ? 1 : 0;
    case 'signalbox twice': {
      const first = service.signal('SIGKILL') ? 1 : 0;
      await pause(random.between(50, 700));
      return first + (service.signal('SIGKILL') ? 1 : 0);
    }
    case 'beside':
      if (service.url() === '') return 0;
      chaos.besides.push(await service.startBeside());
      return 0;
    case 'agent':
      return end(await findVictim(scene, 'agent'), 'SIGKILL');
    case 'agent by TERM':
      return end(await findVictim(scene, 'agent'), 'SIGTERM');
    case 'launcher':
      return end(await findVictim(scene, 'launcher'), 'SIGKILL');
    case 'group':
      return endGroup(await findVictim(scene, 'launcher'));
  }
}

/** One that lives, or comes to live before long. */
async function findVictim({ ground, random }: Scene, kind: RunProcess['kind']): Promise<number | undefined> {
  for (let look = 0; look < victimLooks; look += 1) {
    const victims = listRunProcesses(`${ground.home}/runs`).filter((one) => one.kind === kind);
    if (victims.length > 0) return random.pick(victims)?.pid;
    await pause(lookMs);
  }
  return undefined;
}

/** How many were ended: none where there is no such process any more. */
function end(pid: number | undefined, signal: 'SIGKILL' | 'SIGTERM'): number {
  return pid !== undefined && signalProcess(pid, signal) ? 1 : 0;
}

/** Of the launcher, which leads it. */
function endGroup(leader: number | undefined): number {
  return end(leader === undefined ? undefined : -leader, 'SIGKILL');
}

type Life = { isOver(): boolean; mayOpen(): boolean };

/** What goes on beside the killing: a person presses, tasks are opened, and what lives is looked at. */
async function liveOn(
  { plan, ground, service, chaos }: Scene,
  person: ReturnType<typeof createPerson>,
  { isOver, mayOpen }: Life,
): Promise<void> {
  const seen = new Set<string>();
  let untaken: number | null = null;
  while (!isOver()) {
    person.look();
    const hasRoom = chaos.tasks < plan.mostTasks && chaos.tasks - countDone(ground) < plan.mostOpen;
    if (untaken === null && hasRoom && mayOpen()) {
      chaos.tasks += 1;
      untaken = chaos.tasks;
    }
    if (untaken !== null && (await openTask(ground, service, untaken))) untaken = null;
    const markers = listLiveMarkers(`${ground.home}/runs`).toSorted();
    for (const [index, one] of markers.entries()) {
      for (const other of markers.slice(index + 1)) {
        if (seen.has(`${one} ${other}`)) continue;
        seen.add(`${one} ${other}`);
        chaos.pairs.push([one, other]);
      }
    }
    await pause(lookMs);
  }
}

/** As Plane does it; false where nobody took the delivery: then it is made again, and Signalbox may know it. */
async function openTask({ projects }: ChaosGround, service: Service, sequence: number): Promise<boolean> {
  if (service.url() === '') return false;
  const { plane } = sequence % 2 === 1 ? projects[0] : projects[1];
  const move = { item: `item-${sequence}`, sequence, project: plane, title: `Thing ${sequence}` };
  try {
    const answer = await postPlane(service.url(), planeBody({ ...move, at: movedAt }));
    return answer.status === 202;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** By their cards; one that went astray shows the same task again. */
function countDone({ emulator }: ChaosGround): number {
  const done = emulator
    .messages(ada.id)
    .filter(({ fromBot, text }) => fromBot && /^[EF]T-\d+ [^]*✅/.test(text));
  return new Set(done.map(({ text }) => text.split(' ', 1)[0])).size;
}
