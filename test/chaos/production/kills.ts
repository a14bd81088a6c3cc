import { readFileSync } from 'node:fs';
import { listRunProcesses, signalProcess } from '../run-processes.ts';
import { startWorld } from './drive.ts';
import { readEnding } from './ending.ts';
import { installStory, playStory } from './story.ts';
import type { World } from './world.ts';

export type Played = {
  ending: Awaited<ReturnType<typeof readEnding>>;
  production: { status: number; release: string | null };
  /** Every pass of a checkpoint, as `name:n`, in order. */
  trace: string[];
  /** Where it was killed. */
  killed: string[];
  /** Cards that nobody knows of any more: a kill right after a send leaves one, named in the log. */
  strays: { cards: number; logged: number };
};

/** The whole story, killed at these places and started again each time. Throws with what was logged last. */
export async function playKilled(killAt: readonly string[]): Promise<Played> {
  const world = await installStory();
  const run = startWorld(world, killAt);
  try {
    await playStory(world, run);
    await run.end();
    const ending = await readEnding(world);
    const lines = world.log().split('\n');
    return {
      ending,
      production: await world.askProduction('shop'),
      trace: readTrace(world),
      killed: lines.flatMap((line) => /^\{"killedAt":"([^"]+)"/.exec(line)?.[1] ?? []),
      strays: {
        cards: countCards(run.messages().map(({ text }) => text)) - ending.tasks.length,
        logged: lines.filter((line) => line.includes('stray')).length,
      },
    };
  } catch (error) {
    const last = readTrace(world).slice(-12).join(' ');
    throw new Error(`after ${last}; the log ends:\n${world.log().slice(-5000)}`, { cause: error });
  } finally {
    await run.end();
    for (const { pid } of listRunProcesses(`${world.home}/runs`)) signalProcess(pid, 'SIGKILL');
    await world.close();
  }
}

function readTrace({ home }: World): string[] {
  return readFileSync(`${home}/trace`, 'utf8').split('\n').filter(Boolean);
}

/** Messages that show a task as a card does. */
function countCards(texts: readonly string[]): number {
  return texts.filter((text) => /^[EF]T-\d+ [^]*\n[✓▸] Analysis/.test(text)).length;
}

/** Every place of a trace once, spread over so many lives. */
export function deal(places: readonly string[], lives: number): string[][] {
  return Array.from({ length: lives }, (_, life) => places.filter((_place, index) => index % lives === life));
}

/** Does the work for each, so many at a time, in order. Where one fails nothing more is begun, and what is under way ends first. */
export async function inTurns<In, Out>(
  all: readonly In[],
  atOnce: number,
  work: (one: In) => Promise<Out>,
): Promise<Out[]> {
  const left = [...all.entries()];
  const results: Out[] = [];
  const hand = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, one] = next;
      try {
        results[index] = await work(one);
      } catch (error) {
        left.length = 0;
        throw error;
      }
    }
  };
  const hands = await Promise.allSettled(Array.from({ length: atOnce }, hand));
  const failed = hands.find((ended) => ended.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results;
}
