import { type ScheduledTask, schedule, setLogger } from 'node-cron';
import { messageOf } from '../domain/failure.ts';
import type { Logger } from '../log.ts';

export type Chore = { name: string; everySeconds: number; run(): Promise<void> };

export type Schedule = { start(): void; stop(): Promise<void> };

const SECONDS_PER_MINUTE = 60;

/** Runs chores by the clock, never two turns of one chore at once. A turn that fails is logged; the next one comes all the same. */
export function createSchedule(chores: readonly Chore[], log: Logger): Schedule {
  const quiet = () => undefined;
  setLogger({ info: quiet, warn: quiet, debug: quiet, error: (message) => log.error({ message }, 'clock') });
  const tasks: ScheduledTask[] = [];
  const turns = new Set<Promise<void>>();
  return {
    start() {
      for (const chore of chores) {
        const turn = () => {
          const running: Promise<void> = runChore(chore, log).finally(() => turns.delete(running));
          turns.add(running);
          return running;
        };
        tasks.push(schedule(toCron(chore.everySeconds), turn, { name: chore.name, noOverlap: true }));
      }
    },
    async stop() {
      for (const task of tasks.splice(0)) await task.destroy();
      await Promise.all(turns);
    },
  };
}

async function runChore({ name, run }: Chore, log: Logger): Promise<void> {
  try {
    await run();
  } catch (error) {
    log.error({ chore: name, err: error }, `a chore failed: ${messageOf(error)}`);
  }
}

/** Cron has no "every 90 seconds": from a minute up, whole minutes. */
function toCron(everySeconds: number): string {
  if (everySeconds < SECONDS_PER_MINUTE) return `*/${everySeconds} * * * * *`;
  const minutes = Math.min(Math.round(everySeconds / SECONDS_PER_MINUTE), SECONDS_PER_MINUTE - 1);
  return `0 */${minutes} * * * *`;
}
