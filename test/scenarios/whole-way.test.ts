import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleItems } from '../../src/demo/items.ts';
import { type Demo, runDemo } from '../../src/demo/run-demo.ts';
import { git } from '../../src/workspace/git.ts';
import { until } from '../support/until.ts';

const ada = 1001;

/** The real thing over HTTP: the demo's installation, driven by a person's presses. */
describe('a work item moved to In Progress', () => {
  let demo: Demo;
  const cards = () => demo.emulator.messages(demo.chatId).filter(({ text }) => /^NOTE-\d+ /.test(text));
  const card = () => cards().at(-1);
  const queue = async () =>
    (await (await fetch(`${demo.app.url}/queue`)).json()) as {
      counts: Record<string, number>;
      frozen: unknown[];
    };

  beforeAll(async () => {
    const env = { ...process.env, LOG_LEVEL: 'silent' };
    demo = await runDemo({ paceMs: 20, repo: null, items: [sampleItems[0]], port: 0, env });
  });
  afterAll(() => demo.stop());

  test('delivered three times gives one task, one card and one job', async () => {
    const repeated = [await demo.redeliver(), await demo.redeliver()];
    expect(repeated.map(({ status }) => status)).toEqual([202, 202]);
    expect(await repeated[0]?.json()).toEqual({ duplicate: true });
    await until('the card', () => card());
    expect(cards()).toHaveLength(1);
    const { counts } = await queue();
    expect(counts['queued']! + counts['running']! + counts['done']!).toBe(1);
  });

  test('shows the requirements before it asks for approval, on one card below them', async () => {
    await until('the question', () =>
      card()
        ?.buttons.flat()
        .some(({ text }) => text === 'Approve'),
    );
    const messages = demo.emulator.messages(demo.chatId);
    const brd = messages.findIndex(({ text }) => text.includes('counts one notice more'));
    const asked = messages.findLastIndex(({ text }) => /^NOTE-\d+ /.test(text));
    expect(brd).toBeGreaterThanOrEqual(0);
    expect(asked).toBeGreaterThan(brd);
    expect(messages[asked]?.silent).toBe(false);
    await until('the old card to be deleted', () => cards().length === 1);
  });

  test('goes back to the analyst with the words of a person who asks for changes', async () => {
    const before = card();
    demo.emulator.sendText(ada, demo.chatId, '/reject NOTE-001 Say who answers the phone.');
    await until('the revised question', () => {
      const now = card();
      return now?.id !== before?.id && now?.buttons.flat().some(({ text }) => text === 'Approve');
    });
    const brds = () =>
      demo.emulator.messages(demo.chatId).filter(({ text }) => text.includes('counts one notice more'));
    await until('the old requirements to be deleted', () => brds().length === 1);
    expect(brds().at(-1)?.text).toContain('Say who answers the phone.');
    await until('the old card to be deleted', () => cards().length === 1);
  });

  test('after Approve is merged into a real repository and its release is healthy', {
    timeout: 60_000,
  }, async () => {
    const answer = await demo.emulator.press(ada, demo.chatId, card()?.id ?? 0, 'Approve');
    expect(answer).toMatchObject({ answered: true, text: 'Approved.' });
    await until('the end', () => card()?.text.includes('✅'), 50_000);
    await until('the old card to be deleted', () => cards().length === 1);
    const { stdout } = await git(['log', '-1', '--format=%H', 'main'], { gitDir: demo.repository.origin });
    const { stdout: notice } = await git(['show', 'main:notices/office-closed-on-friday.md'], {
      gitDir: demo.repository.origin,
    });
    expect(notice).toMatch(/^# Office closed on Friday\n/);
    const health = await (await fetch(`${demo.releaseUrl}healthz`)).json();
    expect(health).toEqual({ status: 'ok', release: stdout.trim(), notices: 2 });
    expect((await queue()).frozen).toEqual([]);
  });

  test('leaves an old Approve button without any effect', async () => {
    const { counts } = await queue();
    expect(counts).toMatchObject({ queued: 0, running: 0 });
    expect(card()?.buttons).toEqual([]);
  });

  test('ends with its release: nothing answers at its address any more', async () => {
    expect((await fetch(`${demo.releaseUrl}healthz`)).ok).toBe(true);
    await demo.stop();
    await expect(fetch(`${demo.releaseUrl}healthz`)).rejects.toThrow('fetch failed');
  });
});
