import { setTimeout as sleep } from 'node:timers/promises';
import { createHarness, group } from '../test/telegram/harness.ts';

const tasks = 20;
const changesPerSecond = 50;
const [seconds = 60] = process.argv.slice(2).map(Number);
/** What Telegram allows in a group: about 20 a minute, a few at once. */
const limits = { privatePerSecond: 1, groupPerMinute: 20, burst: 5 };

/** In real time, over HTTP: cards of one group that change far more often than Telegram lets anybody write there. */
const harness = await createHarness(limits);
const publisher = harness.publisher({ limits: {} });
const ids = Array.from({ length: tasks }, (_, index) => index + 1);
for (const id of ids) harness.addCard(id, group, { title: 'round 0' });
publisher.start();
const before = { cpu: process.cpuUsage(), atMs: Date.now() };
let changes = 0;
for (const endMs = Date.now() + seconds * 1000; Date.now() < endMs; await sleep(1000 / changesPerSecond)) {
  if (changes % (tasks * changesPerSecond * 15) === 0) {
    const flood = {
      code: 429,
      description: 'Too Many Requests: retry after 3',
      parameters: { retry_after: 3 },
    };
    harness.emulator.inject({ kind: 'error', method: '*', chatId: group, ...flood });
  }
  for (const id of ids) {
    changes += 1;
    harness.change(id, { title: `round ${changes}` });
  }
  publisher.nudge();
}
const cpu = process.cpuUsage(before.cpu);
for (const id of ids) harness.change(id, { title: `the end of ${id}`, ended: true });
await publisher.idle();

const calls = harness.emulator.calls();
const count = (method: string) => calls.filter((call) => call.method === method && call.ok).length;
const own = calls.filter((call) => !call.ok && call.fault === undefined).length;
const shown = harness.texts(group).map((text) => text.split('\n')[0]);
console.log({
  changes,
  sends: count('sendMessage'),
  edits: count('editMessageText'),
  injected429s: calls.filter(({ fault }) => fault !== undefined).length,
  refusedByLimits: own,
  cardsOnTheirEnd: ids.filter((id) => shown.includes(`ET-${id} the end of ${id}`)).length,
  cards: shown.length,
  processorPercent: Math.round((cpu.user + cpu.system) / 10 / (seconds * 1000)),
  secondsToTheEnd: Math.round((Date.now() - before.atMs) / 1000),
});
await harness.stopAll();
