import { InputFile } from 'grammy';
import { expect, test } from 'vitest';
import { jpeg, png } from './pictures.ts';
import { alice, bob, forum, refusal, startEmulator, token } from './started-emulator.ts';

const megabyte = 1024 * 1024;

test('a document of a person comes with its caption, and is downloaded by the path getFile gives', async () => {
  const { emulator, api, root } = await startEmulator();
  const id = emulator.sendFile(alice, alice, {
    name: 'Brief.PDF',
    type: 'application/pdf',
    bytes: Buffer.from('%PDF'),
    caption: ' /new Search ',
  });
  const message = (await api.getUpdates())[0]?.message;
  expect(message).toMatchObject({
    message_id: id,
    caption: '/new Search',
    caption_entities: [{ type: 'bot_command', offset: 0, length: 4 }],
    document: { file_name: 'Brief.PDF', mime_type: 'application/pdf', file_size: 4 },
  });
  expect(message?.text).toBeUndefined();
  const file = await api.getFile(message?.document?.file_id ?? '');
  expect(file).toMatchObject({ file_path: 'documents/file_0.pdf', file_size: 4 });
  const download = await fetch(`${root}/file/bot${token}/${file.file_path}`);
  expect([download.status, await download.text()]).toEqual([200, '%PDF']);
  expect((await fetch(`${root}/file/bot1:wrong/${file.file_path}`)).status).toBe(401);
  expect((await fetch(`${root}/file/bot${token}/documents/file_1.pdf`)).status).toBe(404);
});

test('a photo comes in sizes, of which only the last is the picture itself', async () => {
  const { emulator, api, root } = await startEmulator();
  const bytes = png(1280, 640);
  emulator.sendFile(alice, alice, { name: 'x.png', type: 'image/png', bytes, photo: true, album: 'a' });
  const message = (await api.getUpdates())[0]?.message;
  expect(message?.media_group_id).toBe('a');
  expect(message?.photo).toMatchObject([
    { width: 90, height: 45 },
    { width: 1280, height: 640, file_size: 64 },
  ]);
  const contents = [];
  for (const { file_id } of message?.photo ?? []) {
    const { file_path } = await api.getFile(file_id);
    contents.push(Buffer.from(await (await fetch(`${root}/file/bot${token}/${file_path}`)).arrayBuffer()));
  }
  expect(contents[0]?.equals(bytes)).toBe(false);
  expect(contents[1]?.equals(bytes)).toBe(true);
});

test('getFile refuses what is unknown and what is over 20 MB', async () => {
  const { emulator, api } = await startEmulator();
  const send = (sizeBytes: number) =>
    emulator.sendFile(alice, alice, { name: 'x.bin', type: 'x/y', bytes: Buffer.alloc(sizeBytes) });
  send(20 * megabyte);
  send(20 * megabyte + 1);
  const [fits, over] = (await api.getUpdates()).map(({ message }) => message?.document?.file_id ?? '');
  await api.getFile(fits ?? '');
  expect(await refusal(api.getFile(over ?? ''))).toBe('400 Bad Request: file is too big');
  expect(await refusal(api.getFile('nothing'))).toBe('400 Bad Request: invalid file_id');
  expect(await refusal(api.getFile(''))).toBe('400 Bad Request: file_id not specified');
});

test('the bot sends a picture with a caption, and again by its id', async () => {
  const { emulator, api } = await startEmulator();
  const sent = await api.sendPhoto(alice, new InputFile(jpeg(300, 200), 'graph.jpg'), {
    caption: '<b>Graph</b>',
    parse_mode: 'HTML',
  });
  expect(sent).toMatchObject({ caption: 'Graph', photo: [{ width: 90 }, { width: 300, height: 200 }] });
  const again = await api.sendPhoto(bob, sent.photo.at(-1)?.file_id ?? '');
  expect(again.photo.at(-1)?.file_id).toBe(sent.photo.at(-1)?.file_id);
  expect(emulator.messages(bob)[0]?.photo).toMatchObject({ width: 300, height: 200 });
  expect(await refusal(api.editMessageText(alice, sent.message_id, 'x'))).toBe(
    '400 Bad Request: there is no text in the message to edit',
  );
});

test('a picture that is none, too large or too long a strip is refused', async () => {
  const { api } = await startEmulator();
  const send = (bytes: Buffer) => refusal(api.sendPhoto(alice, new InputFile(bytes, 'x.png')));
  expect(await send(Buffer.from('no picture, only words'))).toBe('400 Bad Request: IMAGE_PROCESS_FAILED');
  expect(await send(png(9000, 1001))).toBe('400 Bad Request: PHOTO_INVALID_DIMENSIONS');
  expect(await send(png(2010, 100))).toBe('400 Bad Request: PHOTO_INVALID_DIMENSIONS');
  expect(await send(png(10, 10, 10 * megabyte + 1))).toBe(
    '400 Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes',
  );
  expect(await refusal(api.sendPhoto(alice, ''))).toBe('400 Bad Request: there is no photo in the request');
});

test('a caption has at most 1024 characters, of a send and of an edit', async () => {
  const { emulator, api } = await startEmulator();
  const file = () => new InputFile(Buffer.from('x'), 'x.txt');
  const long = 'x'.repeat(1025);
  expect(await refusal(api.sendDocument(alice, file(), { caption: long }))).toBe(
    '400 Bad Request: message caption is too long',
  );
  const { message_id } = await api.sendDocument(alice, file(), { caption: 'one' });
  await api.editMessageCaption(alice, message_id, { caption: '<b>two</b>', parse_mode: 'HTML' });
  expect(emulator.messages(alice)).toMatchObject([{ text: 'two', entities: [{ type: 'bold' }], edits: 1 }]);
  expect(await refusal(api.editMessageCaption(alice, message_id, { caption: long }))).toBe(
    '400 Bad Request: MEDIA_CAPTION_TOO_LONG',
  );
  const text = await api.sendMessage(alice, 'text');
  expect(await refusal(api.editMessageCaption(alice, text.message_id, { caption: 'x' }))).toBe(
    '400 Bad Request: there is no caption in the message to edit',
  );
});

test('files take from the budget of the chat', async () => {
  const { api } = await startEmulator({ limits: { privatePerSecond: 1, groupPerMinute: 20, burst: 2 } });
  await api.sendPhoto(forum, new InputFile(png(10, 10), 'x.png'));
  await api.sendDocument(forum, new InputFile(Buffer.from('x'), 'x.txt'));
  expect(await refusal(api.sendPhoto(forum, new InputFile(png(10, 10), 'x.png')))).toBe(
    '429 Too Many Requests: retry after 3',
  );
});

test('a reply carries the file it answers, and a forwarded message who wrote it', async () => {
  const { emulator, api } = await startEmulator();
  const bytes = Buffer.from('x');
  const first = emulator.sendFile(bob, forum, { name: 'x.txt', type: 'text/plain', bytes, caption: 'look' });
  emulator.sendText(alice, forum, '/new', { replyTo: first });
  emulator.sendText(alice, forum, 'broken', { forwardedFrom: { name: 'Zoe' } });
  emulator.sendText(alice, forum, 'broken', { forwardedFrom: { name: 'Bob', userId: bob } });
  const [, reply, hidden, shown] = (await api.getUpdates()).map(({ message }) => message);
  expect(reply?.reply_to_message).toMatchObject({ caption: 'look', document: { file_name: 'x.txt' } });
  expect(hidden?.forward_origin).toMatchObject({ type: 'hidden_user', sender_user_name: 'Zoe' });
  expect(shown?.forward_origin).toMatchObject({ type: 'user', sender_user: { id: bob } });
});
