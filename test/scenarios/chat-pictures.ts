import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chats, people } from '../../src/demo/demo-settings.ts';
import { type Demo, runDemo } from '../../src/demo/run-demo.ts';
import type { EmulatorMessage } from '../../src/emulator/create-emulator.ts';
import { until } from '../support/until.ts';

const desktop = { viewport: { width: 1000, height: 860 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const LONG_MS = 90_000;
const marginPx = 20;

type IsIt = (message: EmulatorMessage) => boolean;
type Camera = { demo: Demo; browser: Browser; folder: string };
type View = { page: Page; chatId: number };

/** Walks through the whole demo and draws what it shows: on a phone in light and dark, for README on a desk. */
export async function drawPictures(browser: Browser, folder: string): Promise<void> {
  const env = { ...process.env, LOG_LEVEL: 'silent', TZ: 'UTC' };
  const demo = await runDemo({ paceMs: 1200, repo: null, port: 0, env });
  const camera = { demo, browser, folder };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const own = {
      onPhone: await open(camera, phone, people.ada.id, chats.ada),
      onDesk: await open(camera, desktop, people.ada.id, chats.ada),
    };
    await drawOwnChat(camera, own);
    await drawTeam(camera);
    await drawOverview(camera, own);
  } finally {
    await demo.stop();
  }
}

type Own = { onPhone: View; onDesk: View };

/** From the question to the release, and what waits for it. */
async function drawOwnChat(camera: Camera, { onPhone, onDesk }: Own): Promise<void> {
  const { emulator } = camera.demo;
  const question = isCard('NOTE-001', 'wait for approval');
  const waiting = isCard('NOTE-003', 'depends on');
  await see(camera, chats.ada, waiting);
  await shoot(camera, onDesk, 'chat', question);
  await both(camera, onPhone, 'card-approval', question);
  await both(camera, onPhone, 'requirements', has('words, 6 headings'), 'start');
  await both(camera, onPhone, 'card-waiting', waiting);
  const { id } = await see(camera, chats.ada, question);
  await emulator.press(people.ada.id, chats.ada, id, 'Approve');
  await both(camera, onPhone, 'card-running', isCard('NOTE-001', 'The developer is'));
  const done = isCard('NOTE-001', '✅');
  await shoot(camera, onDesk, 'done', done);
  await both(camera, onPhone, 'card-done', done);
  emulator.sendText(people.ada.id, chats.ada, '/settings digest 00:00');
}

/** Two people approve, the release is degraded, and who asks in his own chat is answered in his language. */
async function drawTeam(camera: Camera): Promise<void> {
  const { emulator } = camera.demo;
  for (const { id } of [people.ada, people.dima]) {
    const asked = await see(camera, chats.team, isCard('KIOSK-001', 'wait for approval'));
    await emulator.press(id, chats.team, asked.id, 'Approve');
  }
  const frozen = isCard('KIOSK-001', '❄️');
  await see(camera, chats.team, frozen);
  const team = await open(camera, phone, people.ada.id, chats.team);
  await team.page.getByRole('group', { name: 'Topics' }).getByText('KIOSK-001').click();
  await both(camera, team, 'frozen', frozen);
  const degraded: IsIt = ({ text }) => text.startsWith('❄️ kiosk');
  await both(camera, team, 'degraded', degraded);
  const notice = await see(camera, chats.team, degraded);
  await emulator.press(people.ada.id, chats.team, notice.id, 'Roll back');
  await both(camera, team, 'rolled-back', ({ text }) => text.startsWith('↩️ kiosk'));
  const asked = emulator.sendText(people.dima.id, chats.dima, '/task KIOSK-001');
  const own = await open(camera, phone, people.dima.id, chats.dima);
  await both(camera, own, 'russian', ({ id, fromBot }) => id > asked && fromBot);
}

async function drawOverview(camera: Camera, { onPhone, onDesk }: Own): Promise<void> {
  const { emulator } = camera.demo;
  await both(camera, onPhone, 'digest', has('The last 24 hours'));
  const graph = emulator.sendText(people.ada.id, chats.ada, '/deps graph');
  await both(camera, onPhone, 'graph', ({ id, photo }) => id > graph && photo !== undefined);
  const queue = emulator.sendText(people.ada.id, chats.ada, '/queue');
  const state: IsIt = ({ id, text }) => id > queue && text.includes('kiosk');
  await shoot(camera, onDesk, 'queue', state);
  await both(camera, onPhone, 'queue', state);
  emulator.sendText(people.ada.id, chats.ada, '/cancel NOTE-002');
  await both(camera, onPhone, 'card-stuck', isCard('NOTE-003', 'will never be done'));
}

const isCard =
  (workItemId: string, mark: string): IsIt =>
  ({ text }) =>
    text.startsWith(`${workItemId} `) && text.includes(mark);

const has =
  (part: string): IsIt =>
  ({ text }) =>
    text.includes(part);

function see({ demo }: Camera, chatId: number, isIt: IsIt): Promise<EmulatorMessage> {
  const look = () => demo.emulator.messages(chatId).findLast(isIt);
  return until(`a message for which ${isIt.toString()}`, look, LONG_MS);
}

async function open(
  { browser, demo }: Camera,
  options: BrowserContextOptions,
  as: number,
  chatId: number,
): Promise<View> {
  const context = await browser.newContext({ timezoneId: 'UTC', deviceScaleFactor: 1.25, ...options });
  const page = await context.newPage();
  await page.goto(demo.pageUrl.replace(/#.*/, `#chat=${chatId}&as=${as}`));
  // A wall in one colour makes the files half as large.
  await page.evaluate(`document.documentElement.style.setProperty('--wall-glow', 'var(--wall)')`);
  return { page, chatId };
}

type Block = 'start' | 'end';

async function both(camera: Camera, view: View, name: string, isIt: IsIt, block?: Block): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await view.page.emulateMedia({ colorScheme });
    await shoot(camera, view, `phone-${name}-${colorScheme}`, isIt, block);
  }
}

/** With the message at one end of what is seen. */
async function shoot(
  camera: Camera,
  { page, chatId }: View,
  name: string,
  isIt: IsIt,
  block: Block = 'end',
): Promise<void> {
  const { id } = await see(camera, chatId, isIt);
  const item = page.locator(`li[data-id="${id}"]`);
  await item.waitFor();
  // Clear of the bars above and below, which cover the ends of the messages.
  const clear = block === 'end' ? marginPx : -marginPx;
  const scroll = `document.querySelector('li[data-id="${id}"]').scrollIntoView({ block: '${block}' });
    document.getElementById('scroller').scrollBy(0, ${clear});`;
  await page.evaluate(scroll);
  await page.waitForTimeout(400);
  // What came meanwhile may have taken the page back to its end.
  await page.evaluate(scroll);
  await page.screenshot({ path: join(camera.folder, `${name}.png`), animations: 'disabled' });
}
