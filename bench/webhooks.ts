import Sqlite from 'better-sqlite3';
import { hmacSha256Hex } from '../src/signature.ts';
import { install, planeProject, planeSecret } from '../test/support/installation.ts';
import { movedItem, states } from '../test/trackers/plane-payloads.ts';

/**
 * How long a sender waits for its 202: `npm run bench:webhooks -- 1000` posts so many signed deliveries of Plane one
 * after the other, first to an empty file, then to one with 10,000 events. Each is on the disk before it is answered.
 */
const STORED = 10_000;
const WARM_UP = 50;

const deliveries = Number(process.argv[2] ?? 1000);
const installation = await install();
try {
  await measure('an empty table');
  fill(STORED);
  await measure(`a table with ${STORED} events before`);
} finally {
  await installation.close();
}

async function measure(where: string): Promise<void> {
  const { url, stop } = await installation.start();
  for (let count = 0; count < WARM_UP; count += 1) await post(url);
  const tookMs: number[] = [];
  for (let count = 0; count < deliveries; count += 1) tookMs.push(await post(url));
  await stop();
  tookMs.sort((one, other) => one - other);
  const [median, p99, longest] = [at(tookMs, 0.5), at(tookMs, 0.99), at(tookMs, 1)];
  console.log(
    `${deliveries} deliveries, ${where}: 202 after ${median} ms (median), ${p99} ms (p99), ${longest} ms (longest)`,
  );
}

/** Milliseconds until the answer was there. Moves an item that has no task, as most of what a Plane tells. */
async function post(url: string): Promise<number> {
  const item = { project: planeProject, state: states.todo, updatedAt: new Date().toISOString() };
  const body = JSON.stringify({ ...movedItem(item), webhook_id: crypto.randomUUID() });
  const headers = {
    'content-type': 'application/json',
    'x-plane-event': 'issue',
    'x-plane-delivery': crypto.randomUUID(),
    'x-plane-signature': hmacSha256Hex(planeSecret, Buffer.from(body)),
  };
  const startMs = performance.now();
  const response = await fetch(`${url}/webhooks/plane`, { method: 'POST', headers, body });
  await response.text();
  const tookMs = performance.now() - startMs;
  if (response.status !== 202) throw new Error(`a delivery was answered ${response.status}`);
  return tookMs;
}

function at(sorted: readonly number[], part: number): string {
  return (sorted[Math.ceil(part * sorted.length) - 1] ?? 0).toFixed(1);
}

/** Settled events as the service leaves them behind. */
function fill(count: number): void {
  const db = new Sqlite(installation.env['DB_PATH']);
  const insert = db.prepare(
    `INSERT INTO events (timestamp, source, event_type, payload, processed, delivery_id, body_hash, state, note)
     VALUES ('2026-03-01 12:00:00.000', 'plane', 'issue', ?, 1, ?, ?, 'done', 'nothing to do')`,
  );
  const payload = JSON.stringify(movedItem());
  db.transaction(() => {
    for (let id = 0; id < count; id += 1) insert.run(payload, crypto.randomUUID(), crypto.randomUUID());
  })();
  db.close();
}
