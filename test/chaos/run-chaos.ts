import { audit } from './audit.ts';
import { type ChaosGround, installChaos } from './ground.ts';
import { type ChaosPlan, killAtRandom } from './kill-at-random.ts';
import { createRandom } from './random.ts';
import { listRunProcesses, signalProcess } from './run-processes.ts';

/** An installation from its first start to its last end, with so many kills between. Throws with what was logged last. */
export async function runChaos(seed: number, { thinkMs, ...plan }: ChaosPlan & { thinkMs: number }) {
  const ground = await installChaos(thinkMs);
  const begunMs = Date.now();
  try {
    const chaos = await killAtRandom(ground, createRandom(seed), plan);
    const { faults, told } = await audit(ground, chaos);
    const { blows, kills, tasks, starts, presses } = chaos;
    const seconds = Math.round((Date.now() - begunMs) / 1000);
    return { faults, told: { seed, seconds, kills, blows, tasks, starts, ...presses, ...told } };
  } catch (error) {
    throw new Error(`seed ${seed}; the log ends:\n${ground.log().slice(-6000)}`, { cause: error });
  } finally {
    endRuns(ground);
    await ground.close();
  }
}

/** What a failed test left: Signalbox, which would have ended it, is gone. */
function endRuns({ home }: ChaosGround): void {
  for (const { pid } of listRunProcesses(`${home}/runs`)) signalProcess(pid, 'SIGKILL');
}

/** Nothing of what must not be. */
export const flawless = {
  unfinishedTasks: [],
  unfinishedRuns: [],
  unfinishedJobs: [],
  attemptsLost: [],
  ends: [],
  notOnce: [],
  doubled: [],
  overlaps: [],
  orphans: [],
  leftovers: [],
  besides: [],
  logged: [],
  strangers: [],
  answeredTwice: [],
  overcharged: [],
  undercharged: [],
  chargedOutside: [],
};
