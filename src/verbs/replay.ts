import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config.ts';
import type { StoredEvent } from '../store/event-log.ts';
import { connect } from '../store/open-database.ts';
import { createStore, type Store } from '../store/store.ts';
import { toStoredTime } from '../stored-time.ts';
import type { Verb } from '../verbs.ts';
import { printReplay } from './print.ts';
import { UsageError } from './usage-error.ts';

/** A worker that nobody nudges looks again after so many seconds. */
const LONGEST_LOOK_SECONDS = 60;

/**
 * Marks a stored event as pending again. Writes into the file, beside a running Signalbox too, which takes it up at its
 * next look. A file of the earlier installation is refused, as resume does.
 */
export const replay: Verb = async ({ args, env, print }) => {
  const { id, json } = parse(args);
  const config = loadConfig(env, { needs: 'file' });
  const { db, close } = connect(config.dbPath);
  try {
    const event = replayStored(createStore(db), id);
    const seconds = Math.min(config.reaperSeconds, LONGEST_LOOK_SECONDS);
    print(json ? JSON.stringify(event, null, 2) : printReplay(event, seconds));
    return 0;
  } finally {
    close();
  }
};

/** The row as it stands then. In one transaction, so that no dispatcher settles it in between. */
function replayStored(store: Store, id: number): StoredEvent {
  return store.transaction(() => {
    const refusal = findRefusal(store, id);
    if (refusal !== undefined) throw new UsageError(refusal);
    store.eventLog.replay(id, toStoredTime(systemClock.now()));
    const event = store.eventLog.find(id);
    if (event?.state !== 'pending') throw new Error(`event ${id} could not be made pending again`);
    return event;
  });
}

function findRefusal({ eventLog, meta }: Store, id: number): string | undefined {
  const event = eventLog.find(id);
  if (event === undefined) return `there is no event ${id} in this file; npm start -- events lists them`;
  if (event.state === 'history' || id <= meta.takeoverMark('events')) {
    return `event ${id} is history of an earlier installation, which is never dispatched`;
  }
  if (event.state === 'pending') return `event ${id} is pending already: it is dispatched without a replay`;
  if (event.pruned) return `event ${id} cannot be replayed: its payload was removed after EVENTS_KEEP_DAYS`;
  return undefined;
}

function parse(args: readonly string[]): { id: number; json: boolean } {
  try {
    const options = { json: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [id = ''] = positionals;
    if (positionals.length !== 1 || !/^\d+$/.test(id))
      throw new UsageError('expected the number of one event');
    return { id: Number(id), json: values.json };
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
