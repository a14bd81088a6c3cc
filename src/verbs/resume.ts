import { systemClock } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { StoreError } from '../store/database.ts';
import { connect, openDatabase } from '../store/open-database.ts';
import { createStore } from '../store/store.ts';
import type { Verb } from '../verbs.ts';
import { resume as liftPause } from '../workflow/steer-task.ts';

/** Lifts the pause of everything. A running Signalbox takes it up at its next look, after REAPER_SECONDS at most. */
export const resume: Verb = async ({ env, print }) => {
  const config = loadConfig(env, { needs: 'file' });
  const opened = await openShared(config.dbPath);
  try {
    const store = createStore(opened.db);
    const log = createLogger('silent');
    const context = { store, clock: systemClock, log, nudge: () => undefined };
    const lifted = liftPause(context, '*', { who: 'the command line', via: 'cli' });
    print(lifted ? 'Resumed.' : 'Nothing was paused.');
    return 0;
  } finally {
    opened.close();
  }
};

/** The file on its own, or beside the process that has it open. */
async function openShared(path: string) {
  try {
    return await openDatabase(path);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'busy') return connect(path);
    throw error;
  }
}
