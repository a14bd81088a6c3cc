import { type ScheduledTask, schedule, setLogger } from 'node-cron';
import { messageOf } from '../domain/failure.ts';
import type { Logger } from '../log.ts';

export type Chore = {
  name: string;
  everySeconds: number;
  /** Due at once, and not an interval later: what happened while nobody looked is found. */
  atStart?: boolean;
  run(): Promise<void>;
};

export type Schedule = { start(): void; stop(): Promise<void> };

type Turns = { chore: Chore; lastMs: number; running: Promise<void> | null };

/** Cron gives the beat and each chore counts its own interval, since cron knows no "every 90 seconds" and fires every 45 minutes at :00 and :45. */
const EVERY_SECOND = '* * * * * *';
const MS_PER_SECOND = 1000;

/** Runs chores by the clock, never two turns of one chore at once. A turn that fails is logged; the next one comes all the same. */
export function createSchedule(chores: readonly Chore[], log: Logger): Schedule {
  const quiet = () => undefined;
  const error = (message: unknown, err?: unknown) => log.error({ err: err ?? message }, 'the clock failed');
  setLogger({ info: quiet, warn: quiet, debug: quiet, error });
  let beat: ScheduledTask | undefined;
  let all: Turns[] = [];
  return {
    start() {
      all = chores.map((chore) => ({
        chore,
        lastMs: chore.atStart === true ? 0 : Date.now(),
        running: null,
      }));
      beat = schedule(EVERY_SECOND, ({ date }) => startDue(all, date.getTime(), log), { name: 'chores' });
    },
    async stop() {
      await beat?.destroy();
      await Promise.all(all.flatMap(({ running }) => running ?? []));
    },
  };
}

/** One that is still at it when it falls due again has its next turn on the first beat after. */
function startDue(all: readonly Turns[], beatMs: number, log: Logger): void {
  for (const turns of all) {
    const { chore, lastMs, running } = turns;
    if (running !== null || beatMs - lastMs < chore.everySeconds * MS_PER_SECOND) continue;
    turns.lastMs = beatMs;
    turns.running = runChore(chore, log).finally(() => {
      turns.running = null;
    });
  }
}

async function runChore({ name, run }: Chore, log: Logger): Promise<void> {
  try {
    await run();
  } catch (error) {
    log.error({ chore: name, err: error }, `a chore failed: ${messageOf(error)}`);
  }
}
