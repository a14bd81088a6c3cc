import { Bot, InlineKeyboard } from 'grammy';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Emulator } from '../../src/emulator/create-emulator.ts';
import { desktop, phone, useBrowser } from './open-page.ts';
import { alice, bob, forum, group, type Started, startEmulator, token } from './started-emulator.ts';

const openPage = useBrowser();

async function startBot({ root, emulator }: Started): Promise<Bot> {
  const bot = new Bot(token, { client: { apiRoot: root } });
  bot.command('queue', (ctx) => ctx.reply(`Nothing waits, ${ctx.from?.first_name}.`));
  bot.callbackQuery('approve', async (ctx) => {
    await ctx.answerCallbackQuery({ text: `Approved by ${ctx.from.first_name}` });
    await ctx.editMessageText('Approved, on its way');
  });
  bot.callbackQuery('stop', (ctx) => ctx.answerCallbackQuery({ text: 'Not allowed', show_alert: true }));
  await bot.api.setMyCommands([
    { command: 'queue', description: 'What waits' },
    { command: 'why', description: 'What a task waits for' },
  ]);
  const running = bot.start();
  onTestFinished(async () => {
    await bot.stop();
    await running;
  });
  await vi.waitFor(() => expect(emulator.isPolled()).toBe(true));
  return bot;
}

const lastText = (emulator: Emulator, chat: number) => emulator.messages(chat).at(-1)?.text;

const card =
  '<b>SHOP-42 · Search</b>\nruns <tg-time unix="1700000000" format="r">then</tg-time>\n<blockquote expandable>one\ntwo\nthree\nfour\nfive</blockquote>\n<pre><code class="language-ts">const x = 1;</code></pre>';
const keyboard = () => new InlineKeyboard().text('Approve', 'approve').text('Stop', 'stop');

test('a visitor reads a card, presses its buttons, sees the answer and the edit, and types a command', async () => {
  const started = await startEmulator({ now: () => new Date() });
  const { emulator, root } = started;
  const bot = await startBot(started);
  const page = await openPage(root, `#chat=${alice}&as=${alice}`, desktop);
  await bot.api.sendMessage(alice, card, { parse_mode: 'HTML', reply_markup: keyboard() });

  const message = page.locator('.message');
  await message.locator('strong', { hasText: 'SHOP-42 · Search' }).waitFor();
  expect(await message.locator('time').textContent()).toMatch(/^\d+ years ago$/);
  const fold = message.getByRole('button', { name: 'Show more' });
  await fold.click();
  expect(await message.locator('.fold').getAttribute('aria-expanded')).toBe('true');
  expect(await message.locator('pre').textContent()).toBe('const x = 1;');

  await message.getByRole('button', { name: 'Stop' }).click();
  await page.locator('#alert[open]', { hasText: 'Not allowed' }).waitFor();
  await page.getByRole('button', { name: 'OK' }).click();
  await message.getByRole('button', { name: 'Approve' }).click();
  await page.locator('.toast', { hasText: 'Approved by Alice' }).waitFor();
  await page.locator('.bubble', { hasText: 'Approved, on its way' }).waitFor();
  expect(await message.locator('.key').count()).toBe(0);
  await message.locator('.meta', { hasText: 'edited' }).waitFor();

  await page.getByLabel('Message', { exact: true }).fill('/q');
  await page.getByRole('option', { name: '/queue What waits' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.bubble', { hasText: 'Nothing waits, Alice.' }).waitFor();
  expect(emulator.messages(alice).map(({ text }) => text)).toEqual([
    'Approved, on its way',
    '/queue',
    'Nothing waits, Alice.',
  ]);
});

test('a question with force-reply opens the reply, and the answer points at it', async () => {
  const { emulator, api, root } = await startEmulator();
  const page = await openPage(root, `#chat=${alice}&as=${alice}`, desktop);
  const asked = await api.sendMessage(alice, 'What should change?', { reply_markup: { force_reply: true } });
  await page.locator('#reply-bar', { hasText: 'What should change?' }).waitFor();
  await page.getByLabel('Message', { exact: true }).fill('The title');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.locator('.message.own .reply', { hasText: 'What should change?' }).waitFor();
  expect(emulator.messages(alice).at(-1)).toMatchObject({ text: 'The title', replyTo: asked.message_id });
  expect(await page.locator('#reply-bar').isHidden()).toBe(true);
});

test('text is never markup', async () => {
  const { api, root } = await startEmulator();
  const text = '<img src=x onerror="document.title=1"><script>1</script>';
  await api.sendMessage(alice, text);
  const page = await openPage(root, `#chat=${alice}&as=${alice}`, desktop);
  await page.locator('.text', { hasText: text }).waitFor();
  expect(await page.locator('#messages :is(img, script)').count()).toBe(0);
});

test('one visitor acts as several users in several chats and topics', async () => {
  const { emulator, root } = await startEmulator();
  const page = await openPage(root, `#chat=${forum}&as=${alice}`, desktop);
  await page.getByRole('radio', { name: 'Bob' }).check();
  await page.waitForURL(`**/#chat=${forum}&as=${bob}`);
  await page.getByRole('button', { name: 'Shop', exact: true }).click();
  await page.getByLabel('Message', { exact: true }).fill('hello');
  await page.keyboard.press('Enter');
  await vi.waitFor(() => expect(lastText(emulator, forum)).toBe('hello'));
  expect(emulator.messages(forum)[0]).toMatchObject({ fromId: bob, threadId: 7 });
  emulator.sendText(alice, group, 'unread');
  await page.locator('.chat-item', { hasText: 'Basic' }).locator('.badge', { hasText: '1' }).waitFor();
});

test('a page that lost the server comes back and shows what it missed', async () => {
  const { emulator, root } = await startEmulator();
  const page = await openPage(root, `#chat=${alice}&as=${alice}`, desktop);
  await emulator.stop();
  await page.locator('#chat-status', { hasText: 'connecting' }).waitFor();
  emulator.sendText(alice, alice, 'meanwhile');
  await emulator.start(Number(new URL(root).port));
  await page.locator('.bubble', { hasText: 'meanwhile' }).waitFor();
  expect(await page.locator('#chat-status').textContent()).toBe('bot · you are Alice');
});

test('on a phone nothing reaches over the edge, and the chats are in a drawer', async () => {
  const { emulator, api, root } = await startEmulator();
  emulator.sendText(bob, forum, `a long word: ${'x'.repeat(300)}`);
  const code = `<pre>${'a long line of code '.repeat(12)}</pre>`;
  await api.sendMessage(forum, card.concat(code), { parse_mode: 'HTML', reply_markup: keyboard() });
  const page = await openPage(root, `#chat=${forum}&as=${alice}`, phone);
  await page.getByRole('button', { name: 'Approve' }).waitFor();
  const parts = await page.locator('.chat-head > *, .bubble, .keyboard, .composer > *').all();
  const boxes = await Promise.all(parts.map((part) => part.boundingBox()));
  expect(Math.max(...boxes.map((box) => (box ? box.x + box.width : 0)))).toBeLessThanOrEqual(390);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);

  expect(await page.locator('#sidebar').isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Chats and users' }).tap();
  await page.locator('.chat-item', { hasText: 'Basic' }).tap();
  await page.locator('#chat-title', { hasText: 'Basic' }).waitFor();
  await page.locator('#sidebar').waitFor({ state: 'hidden' });
});

test('dark follows the system and can be switched', async () => {
  const { root } = await startEmulator();
  const background = (page: Page) =>
    page.evaluate("getComputedStyle(document.querySelector('.chat-head')).backgroundColor");
  const light = await openPage(root, `#chat=${alice}&as=${alice}`, desktop);
  const dark = await openPage(root, `#chat=${alice}&as=${alice}`, { ...desktop, colorScheme: 'dark' });
  const [white, night] = [await background(light), await background(dark)];
  expect(white).not.toBe(night);
  await light.getByRole('button', { name: 'Switch between light and dark' }).click();
  expect(await background(light)).toBe(night);
  await light.reload();
  expect(await background(light)).toBe(night);
});

test('a press that is slow on its way sends the button that was pressed, whatever stands there by then', async () => {
  const started = await startEmulator({ now: () => new Date() });
  const bot = await startBot(started);
  const page = await openPage(started.root, `#chat=${alice}&as=${alice}`, phone);
  const { message_id } = await bot.api.sendMessage(alice, 'card', { reply_markup: keyboard() });
  await page.route('**/press', async (route) => {
    await bot.api.editMessageReplyMarkup(alice, message_id, {
      reply_markup: new InlineKeyboard().text('Stop', 'stop'),
    });
    await route.continue();
  });
  await page.getByRole('button', { name: 'Approve' }).tap();
  await page.locator('.toast').waitFor();
  expect(await page.locator('.toast').innerText()).toBe('Approved by Alice');
});

test('a text that grows by itself pushes no button out of view', async () => {
  const { emulator, api, root } = await startEmulator({ now: () => new Date() });
  for (let line = 0; line < 30; line += 1) emulator.sendText(alice, alice, `line ${line}`);
  const page = await openPage(root, `#chat=${alice}&as=${alice}`, phone);
  const unix = Math.floor(Date.now() / 1000);
  const time = `<tg-time unix="${unix - 3 * 86_400}" format="r">then</tg-time> `;
  await api.sendMessage(alice, time.repeat(30), { parse_mode: 'HTML', reply_markup: keyboard() });
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  const read = (what: string) =>
    page.evaluate<number>(`((box) => ${what})(document.getElementById('scroller'))`);
  const toBottom = () => read('box.scrollHeight - box.scrollTop - box.clientHeight');
  await vi.waitFor(async () => expect(await toBottom()).toBeLessThan(1), 5000);
  const height = await read('box.scrollHeight');
  const longer = `for (const time of document.querySelectorAll('time')) time.dataset.relative = ${unix - 59 * 60}`;
  await page.evaluate(longer);
  await page.locator('time', { hasText: '59 minutes ago' }).first().waitFor();
  expect(await read('box.scrollHeight')).toBeGreaterThan(height);
  expect(await toBottom()).toBeLessThan(1);
});

test.for(['light', 'dark'] as const)('small print is readable in %s', async (colorScheme) => {
  const { emulator, api, root } = await startEmulator();
  emulator.sendText(alice, alice, 'hello', { forwardedFrom: { name: 'Zoe' } });
  await api.sendMessage(alice, 'text https://example.org');
  const page = await openPage(root, `#chat=${alice}&as=${alice}`, { ...desktop, colorScheme });
  await page.locator('.message').last().waitFor();
  for (const selector of [
    '.day span',
    '.message .meta',
    '.own .meta',
    '.chat-item-last',
    '.text a',
    '.own .forward',
  ]) {
    const [text = '', ground = ''] = await page.evaluate<string[]>(
      `((part) => {
        let at = part;
        while (getComputedStyle(at).backgroundColor === 'rgba(0, 0, 0, 0)') at = at.parentElement;
        return [getComputedStyle(part).color, getComputedStyle(at).backgroundColor];
      })(document.querySelector('${selector}'))`,
    );
    expect.soft(contrast(text, ground), `${selector}: ${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
});

/** WCAG 2.2's contrast ratio; a colour that lets something shine through is refused. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const channels = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color)?.slice(1);
  if (channels === undefined) throw new Error(`expected an opaque colour, got ${color}`);
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const value = Number(channel) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('what is typed while the page is still loading is not lost', async () => {
  const started = await startEmulator({ now: () => new Date() });
  const page = await openPage(started.root, `#chat=${alice}&as=${alice}`, phone);
  await page.route('**/chat.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await page.getByLabel('Message', { exact: true }).fill('early');
  await page.keyboard.press('Enter');
  await page.getByRole('log').getByText('early').waitFor({ timeout: 5000 });
  expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('');
});
