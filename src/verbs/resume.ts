import { systemClock } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { connect } from '../store/open-database.ts';
import { createStore } from '../store/store.ts';
import type { Verb } from '../verbs.ts';
import { resume as liftPause } from '../workflow/pause.ts';
import { UsageError } from './usage-error.ts';

/**
 * Lifts the pause of everything. A running Signalbox takes it up at its next look, after REAPER_SECONDS at most. A file
 * of the earlier installation is refused: only the first start may take it over, since that is what tells its owner.
 */
export const resume: Verb = async ({ args, env, print }) => {
  if (args.length > 0) throw new UsageError(`resume lifts the pause of everything: it takes no ${args[0]}`);
  const config = loadConfig(env, { needs: 'file' });
  const { db, close } = connect(config.dbPath);
  try {
    const store = createStore(db);
    const log = createLogger('silent');
    const context = { store, clock: systemClock, log, nudge: () => undefined };
    const lifted = liftPause(context, '*', { who: 'the command line', via: 'cli' });
    print(lifted ? 'Resumed.' : 'Nothing was paused.');
    return 0;
  } finally {
    close();
  }
};
