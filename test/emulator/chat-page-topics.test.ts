import { expect, test, vi } from 'vitest';
import { phone, useBrowser } from './open-page.ts';
import { alice, carol, forum, startEmulator } from './started-emulator.ts';

const openPage = useBrowser();

/** A picture of one pixel that a browser can show. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

test('a forum shows one topic at a time, marks what is unread, and lets nobody write into a closed one', async () => {
  const { emulator, api, root } = await startEmulator();
  const page = await openPage(root, `#chat=${forum}&as=${alice}`, phone);
  const { message_thread_id: topic } = await api.createForumTopic(forum, 'ET-7 <b>Search</b>');
  await page.getByRole('button', { name: 'ET-7 <b>Search</b>' }).tap();
  await page.locator('.service', { hasText: 'Box opened the topic “ET-7 <b>Search</b>”' }).waitFor();
  await api.sendMessage(forum, 'inside', { message_thread_id: topic });
  await api.sendMessage(forum, 'outside');
  await page.locator('.bubble', { hasText: 'inside' }).waitFor();
  await page.locator('.topic', { hasText: 'General' }).locator('.dot').waitFor({ state: 'attached' });
  expect(await page.locator('.bubble').allInnerTexts()).toEqual([expect.stringContaining('inside')]);
  await page.getByLabel('Message', { exact: true }).fill('typed');
  await page.getByRole('button', { name: 'Send', exact: true }).tap();
  await vi.waitFor(() => expect(emulator.messages(forum).at(-1)?.threadId).toBe(topic));
  await api.closeForumTopic(forum, topic);
  await page.locator('#closed', { hasText: 'This topic is closed' }).waitFor();
  await page.locator('.topic', { hasText: 'General' }).tap();
  await page.locator('.bubble', { hasText: 'outside' }).waitFor();
  expect(await page.locator('.topic .dot').count()).toBe(0);
  await api.deleteForumTopic(forum, topic);
  await page.locator('.topic', { hasText: 'ET-7' }).waitFor({ state: 'detached' });
});

test('a visitor attaches a picture and a file, sees both, and whom a message is forwarded from', async () => {
  const { emulator, api, root } = await startEmulator();
  const page = await openPage(root, `#chat=${alice}&as=${alice}`, phone);
  const picture = { name: 'screen.png', mimeType: 'image/png', buffer: pixel };
  const send = async (caption: string) => {
    await page.getByLabel('Message', { exact: true }).fill(caption);
    await page.getByRole('button', { name: 'Send', exact: true }).tap();
  };
  await page.locator('#picker').setInputFiles(picture);
  await page.locator('#attached', { hasText: 'screen.png' }).waitFor();
  await send('look');
  const shown = page.getByRole('img', { name: 'look' });
  await shown.waitFor();
  const width = () => page.evaluate<number>("document.querySelector('.photo img').naturalWidth");
  await vi.waitFor(async () => expect(await width()).toBe(1));
  await page.locator('#picker').setInputFiles(picture);
  await page.getByLabel('as a photo').uncheck();
  await send('');
  await page.locator('.file', { hasText: 'screen.png' }).waitFor();
  expect(emulator.messages(alice)).toMatchObject([
    { text: 'look', photo: { width: 1, height: 1 } },
    { text: '', document: { name: 'screen.png', type: 'image/png', sizeBytes: pixel.length } },
  ]);
  expect((await api.getUpdates())[0]?.message).toMatchObject({ caption: 'look', photo: [{ width: 1 }] });
  emulator.sendText(alice, alice, 'broken', { forwardedFrom: { name: 'Zoe' } });
  await page.locator('.forward', { hasText: 'Forwarded from Zoe' }).waitFor();
});

test('who has never written to the bot starts it by a button', async () => {
  const { emulator, root } = await startEmulator();
  const page = await openPage(root, `#as=${carol}`, phone);
  await page.getByRole('button', { name: 'Start', exact: true }).tap();
  await page.locator('.bubble', { hasText: '/start' }).waitFor();
  expect(emulator.messages(carol)).toMatchObject([{ text: '/start', fromId: carol }]);
  await page.getByLabel('Message', { exact: true }).waitFor();
});
