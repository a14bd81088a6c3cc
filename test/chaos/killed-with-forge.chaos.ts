import { describe, expect, test } from 'vitest';
import { openCopy } from '../../src/store/open-database.ts';
import { readEnding, wholeWay } from '../scenarios/drive.ts';
import { deliver, driveOnBoard, installSystems, type Systems } from '../scenarios/real-systems.ts';
import type { Running } from '../support/installation.ts';
import { until } from '../support/until.ts';

/** What Signalbox writes outside that it must not do twice. */
const writes = {
  opening: /^POST \S+\/pulls$/,
  merging: /^POST \S+\/pulls\/1\/merge$/,
  remarking: /^POST \S+\/issues\/1\/comments$/,
  moving: /^PATCH \S+\/work-items\/[^/]+\/$/,
  commenting: /^POST \S+\/work-items\/[^/]+\/comments\/$/,
} as const;

type Write = keyof typeof writes;

/**
 * `killAt` are checkpoints, the next one for each start. The first answer to each write of `lose` never arrives, and with
 * `kills` the process is killed at that moment.
 */
type Trouble = { killAt?: readonly string[]; lose?: readonly Write[]; kills?: boolean };

const everyWrite = Object.keys(writes) as Write[];

const troubles: [string, Trouble][] = [
  ['that loses the answer to every kind of write', { lose: everyWrite }],
  ['killed once in each kind of write, when the other side had done it', { lose: everyWrite, kills: true }],
  ['killed after its first look, and when it found the merge landed', { killAt: ['reconciled', 'landed'] }],
];

describe('a task between Plane and Gitea', () => {
  test.concurrent.each(troubles)('%s comes to the same end', { timeout: 150_000 }, async (_, trouble) => {
    const systems = await installSystems({ reconcileSeconds: 1 });
    try {
      const item = await driveThrough(systems, trouble);
      expect(await readAll(systems, item)).toEqual({
        tasks: 1,
        stages: ['done'],
        jobs: 7,
        unfinishedRuns: 0,
        openCards: 1,
        merges: 1,
        moves: wholeWay,
        state: 'Done',
        onItem: ['The requirements (BRD) of ET-001 are ready', 'Work item ET-001 is done'],
        onChange: ['The requirements (BRD) of ET-001 are ready', 'Work item ET-001 is done'],
        changes: [{ number: 1, state: 'closed', mergedBy: 'signalbox' }],
      });
      expect(systems.notes()).not.toContain('overlap');
      expect(systems.notes().filter((note) => note === 'deploy')).toHaveLength(1);
    } catch (error) {
      throw new Error(`the log ends:\n${systems.log().slice(-4000)}`, { cause: error });
    } finally {
      await systems.close();
    }
  });
});

/** Drives one task to its end through the trouble, and returns the work item. */
async function driveThrough(systems: Systems, trouble: Trouble): Promise<string> {
  const { killAt = [], lose = [], kills = false } = trouble;
  const { plane, gitea } = systems;
  const life = await startWatched(systems, killAt);
  const lost: Write[] = [];
  for (const write of lose) {
    const whenLost = () => {
      lost.push(write);
      if (kills) life.kill();
    };
    gitea.loseNextAnswer(writes[write], whenLost);
    plane.loseNextAnswer(writes[write], whenLost);
  }
  // What nobody takes while the process is dead is lost.
  systems.deliverBy((path, body, headers) => {
    if (life.running().url !== '') deliver(life.running(), path, body, headers).catch(() => undefined);
  });
  try {
    const { id } = plane.createItem({ title: 'Größe & <retry>' });
    plane.moveItem(id, 'In Progress');
    await driveOnBoard(systems, id);
    await until('nothing is left to do', async () => (await countPending(systems)) === 0, 30_000);
    expect(lost.toSorted()).toEqual(lose.toSorted());
    expect(life.restarts()).toBe(killAt.length + life.kills());
    // Two writes at different places may be under way at one moment, and the process dies once for both.
    expect(life.kills()).toBeGreaterThanOrEqual(kills ? lose.length - 2 : 0);
    return id;
  } finally {
    await life.stop();
  }
}

/** Starts Signalbox, and again whenever it was killed. */
async function startWatched(systems: Systems, killAt: readonly string[]) {
  const places = [...killAt];
  const killed = new Set<number>();
  const start = () => systems.start({ killAt: places.shift() ?? '' });
  const state = { running: await start(), restarts: 0, isOver: false };
  const watch = ({ exited }: Running) => {
    void exited.then(async () => {
      if (state.isOver) return;
      state.restarts += 1;
      state.running = await start();
      watch(state.running);
    });
  };
  watch(state.running);
  return {
    running: () => state.running,
    restarts: () => state.restarts,
    kills: () => killed.size,
    kill: () => {
      killed.add(state.running.pid);
      process.kill(state.running.pid, 'SIGKILL');
    },
    stop: async () => {
      state.isOver = true;
      await state.running.stop();
    },
  };
}

async function countPending({ home }: Systems): Promise<number> {
  const { db, close } = await openCopy(`${home}/signalbox.db`);
  const count = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? 0;
  try {
    const effects = count("SELECT COUNT(*) FROM outbox WHERE state = 'pending'");
    const extraCards = count('SELECT COUNT(*) - 1 FROM tracker_messages WHERE deleted_at IS NULL');
    return effects + extraCards;
  } finally {
    close();
  }
}

/** The end as Signalbox remembers it, and as Plane and the forge show it. */
async function readAll(systems: Systems, item: string) {
  const { plane, gitea } = systems;
  const { state, comments } = plane.see(item);
  const { pulls } = gitea.repository;
  return {
    ...(await readEnding(systems)),
    state,
    onItem: comments.map(({ html }) => firstWords(html.replaceAll(/<[^>]+>/g, ''))),
    onChange: pulls.flatMap((pull) => pull.comments.map(({ text }) => firstWords(text.replaceAll('`', '')))),
    changes: pulls.map((pull) => ({ number: pull.number, state: pull.state, mergedBy: pull.merged?.by })),
  };
}

function firstWords(text: string): string {
  return /^[^.:]*/.exec(text)?.[0] ?? '';
}
