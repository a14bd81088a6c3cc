import { expect, test } from 'vitest';
import { languages } from '../../src/domain/phrase.ts';
import type { Signal } from '../../src/domain/signal.ts';
import { translatorOf } from '../../src/locale/translator.ts';
import { toStoredTime } from '../../src/stored-time.ts';
import { renderCard } from '../../src/telegram/render-card.ts';
import { createTestContext, project, type TestContext } from '../support/context.ts';
import { movedItem } from '../trackers/plane-payloads.ts';
import { createOutside } from './effects/mirror-fakes.ts';
import { describeTask } from './in-english.ts';
import { deliver } from './plane.ts';
import { beginRun, endRun, view } from './task-runs.ts';
import { ada, claim, failed, open, settle, signal, walkTo, work } from './walk.ts';

function answerCi(context: TestContext, id: number, answer: Signal): void {
  const effect = context.store.outbox.findPending(id, 'ci');
  context.store.outbox.settle(effect?.id ?? 0, 'done', null, toStoredTime(context.clock.now()));
  signal(context, id, answer);
}

test('the item leads to the tracker where that can be told', async () => {
  const context = await createTestContext();
  deliver(context, movedItem());
  expect(view(context, 1).itemUrl).toBeNull();
  const trackers = { of: () => createOutside().tracker };
  expect(describeTask({ ...context, trackers }, 1)?.itemUrl).toMatch(/^http:\/\/plane.example\/.+/);
});

test('CI is told from its question to its answer, for the commit that stands', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  expect(view(context, id).ci).toBeNull();
  walkTo(context, id, 'development/ci');
  const asked = context.clock.now();
  expect(view(context, id).ci).toEqual({ state: 'waiting', since: asked, url: null });
  const run = beginRun(context, id, 'ci', 'development', null);
  expect(view(context, id).ci).toMatchObject({ state: 'running' });
  endRun(context, run);
  context.store.tasks.setChange(id, { id: '4', url: 'https://git.example.org/acme/shop/pulls/4' });
  const url = 'https://ci.example.org/runs/7';
  answerCi(context, id, { type: 'ciFailed', commit: 'c0ffee01', log: `build: it failed (${url})` });
  expect(view(context, id).ci).toEqual({ state: 'red', since: null, url });
  walkTo(context, id, 'development/ci', { ...work, commit: 'c0ffee09' });
  answerCi(context, id, { type: 'ciPassed', commit: 'c0ffee09' });
  const green = { state: 'green', since: null, url: 'https://git.example.org/acme/shop/pulls/4' };
  expect(view(context, id).ci).toEqual(green);
});

test('a request for approval has its document, and who has approved of several', async () => {
  const approval = { by: ['Ada', 'Bo', 'Cy'], needs: 2 };
  const context = await createTestContext({ projects: [project({ approval })] });
  const { id } = open(context);
  walkTo(context, id, 'analysis/approval');
  signal(context, id, { type: 'approved', revision: 'rev-1', by: { ...ada, person: 'Ada' } });
  expect(view(context, id).approval).toMatchObject({
    revision: 'rev-1',
    since: context.clock.now(),
    votes: { given: ['Ada'], missing: ['Bo', 'Cy'], needs: 2 },
  });
});

test('the question whether to cancel stands as long as there is what it asks about', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  signal(context, id, { type: 'stop', by: ada });
  context.store.cards.setMenu(id, 'cancel:20260301120000000');
  expect(view(context, id).menu).toEqual({ kind: 'cancel', key: '20260301120000000' });
  context.store.cards.setMenu(id, 'cancel:2020');
  expect(view(context, id).menu).toBeNull();
});

test('the time from the opening to the end is told once it has ended', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  expect(view(context, id).totalMs).toBeNull();
  context.clock.advance(90_000);
  signal(context, id, { type: 'cancel', by: ada });
  context.clock.advance(90_000);
  expect(view(context, id).totalMs).toBe(90_000);
});

test('a further try of the job is counted', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  claim(context);
  expect(view(context, id).attempt).toBeNull();
  settle(context, id, failed('broke'));
  expect(view(context, id).attempt).toEqual({ number: 2, of: 2 });
});

test('the card of a task that waits or works stays the same while time passes', async () => {
  const context = await createTestContext();
  const { id } = open(context);
  const cards = () => languages.map((language) => renderCard(view(context, id), translatorOf(language)));
  const positions = ['analysis/approval', 'development/ci', 'review/work', 'deploy/health', 'done/rest'];
  for (const position of positions) {
    walkTo(context, id, position);
    const before = cards();
    context.clock.advance(5_400_000);
    expect([position, cards()]).toEqual([position, before]);
  }
});
