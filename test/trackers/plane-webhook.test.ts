import { describe, expect, test } from 'vitest';
import { PayloadError } from '../../src/payload.ts';
import { parsePlaneEvent } from '../../src/trackers/plane-webhook.ts';
import { comment, createdItem, envelope, itemData, movedItem, states } from './plane-payloads.ts';

const item = {
  id: 'item-12',
  projectId: '6b1f0c1e-0000-4000-8000-000000000003',
  workspaceId: '6b1f0c1e-0000-4000-8000-000000000002',
  sequence: 12,
  title: 'Add retry',
  description: 'Retry what may be retried.',
  state: { id: 'state-progress', name: 'In Progress' },
  labels: ['agent'],
  archived: false,
  updatedAt: new Date('2026-03-01T12:00:01Z'),
};

describe('a delivery of Plane', () => {
  test.for(['state_id', 'state'])('about a change of %s is a state change', (field) => {
    expect(parsePlaneEvent(movedItem({ field }))).toEqual({
      kind: 'stateChanged',
      item,
      newStateId: 'state-progress',
      actor: { id: 'user-1', name: 'ada' },
    });
  });

  test.for(['updated', 'update'])('may call the change %s', (action) => {
    expect(parsePlaneEvent(movedItem({ action })).kind).toBe('stateChanged');
  });

  test.for(['created', 'create'])('may call a new item %s', (action) => {
    expect(parsePlaneEvent(createdItem({ action }))).toEqual({
      kind: 'created',
      item,
      actor: { id: 'user-1', name: 'ada' },
    });
  });

  test('tells the state that was entered, even when the item has moved on since', () => {
    const change = parsePlaneEvent(movedItem({ newValue: states.approved.id }));
    expect(change).toMatchObject({ newStateId: 'state-approved', item: { state: { id: 'state-progress' } } });
  });

  test('without an actor was made by somebody', () => {
    expect(parsePlaneEvent(movedItem({ actor: null }))).toMatchObject({
      actor: { id: null, name: 'somebody in Plane' },
    });
  });

  test('without a description has an empty one', () => {
    expect(parsePlaneEvent(createdItem({ description: null }))).toMatchObject({ item: { description: '' } });
  });

  test.for([
    ['another field', movedItem({ field: 'sort_order' }), 'updated of sort_order changes no task'],
    ['a changed comment', comment('updated'), 'updated of a comment: only a new one is heard'],
    ['a deleted comment', comment('deleted'), 'deleted of a comment: only a new one is heard'],
    ['an unknown action', movedItem({ action: 'patched' }), 'patched of state_id changes no task'],
    ['no field', movedItem({ field: '' }), 'updated of the item changes no task'],
    ['a deleted project', envelope('project', 'deleted', { id: 'p' }, null), 'event project is not'],
    ['a cycle', envelope('cycle_issue', 'created', { id: 'c' }, null), 'event cycle_issue is not'],
  ] as const)('about %s is ignored with the reason', ([, payload, why]) => {
    expect(parsePlaneEvent(payload)).toEqual({ kind: 'ignored', why: expect.stringContaining(why) });
  });
});

describe('an edited item', () => {
  test.for(['name', 'description', 'description_html', 'description_stripped'])(
    'whose %s was changed is described anew',
    (field) => {
      const edited = movedItem({ field, name: 'Add retry', newValue: 'what was typed' });
      expect(parsePlaneEvent(edited)).toEqual({
        kind: 'described',
        item,
        actor: { id: 'user-1', name: 'ada' },
      });
    },
  );

  test('that was archived says so itself', () => {
    const at = '2026-03-02';
    const archived = movedItem({ field: 'archived_at', newValue: at, archivedAt: at });
    expect(parsePlaneEvent(archived)).toMatchObject({ kind: 'described', item: { archived: true } });
  });

  test.for(['deleted', 'delete'])('may be gone (%s), and then Plane tells its id alone', (action) => {
    const deleted = envelope('issue', action, { id: 'item-12' }, null);
    const actor = { id: null, name: 'somebody in Plane' };
    expect(parsePlaneEvent(deleted)).toEqual({ kind: 'removed', itemId: 'item-12', projectId: null, actor });
  });

  test('that is gone names its project where Plane tells it', () => {
    const deleted = envelope('issue', 'deleted', { id: 'item-12', project: 'p' }, null);
    expect(parsePlaneEvent(deleted)).toMatchObject({ kind: 'removed', projectId: 'p' });
  });

  test.for([
    ['none', [], []],
    ['absent', undefined, []],
    ['null', null, []],
    ['ids alone', ['label-1'], []],
    ['two', [{ name: 'agent' }, { name: 'urgent' }], ['agent', 'urgent']],
  ] as const)('has the names of its labels: %s', ([, labels, expected]) => {
    expect(parsePlaneEvent(movedItem({ labels }))).toMatchObject({ item: { labels: expected } });
  });

  test('with a huge description keeps the beginning of it', () => {
    const change = parsePlaneEvent(createdItem({ description: 'x'.repeat(1_000_000) }));
    const description = change.kind === 'created' ? change.item.description : '';
    expect(description).toBe(`${'x'.repeat(20_000)}…`);
  });
});

describe('a new comment', () => {
  test('is told with its words, its time and who wrote it', () => {
    expect(parsePlaneEvent(comment())).toEqual({
      kind: 'commented',
      comment: { id: 'comment-1', text: '/approve', at: new Date('2026-03-01T12:00:02Z') },
      itemId: 'item-12',
      projectId: '6b1f0c1e-0000-4000-8000-000000000003',
      actor: { id: 'user-1', name: 'ada' },
      ours: false,
    });
  });

  test('may be called create, and may come from nobody', () => {
    expect(parsePlaneEvent(comment('create', { actor: null }))).toMatchObject({
      kind: 'commented',
      actor: { id: null },
    });
  });

  test('that we posted is ours', () => {
    expect(parsePlaneEvent(comment('created', { source: 'signalbox' }))).toMatchObject({ ours: true });
    expect(parsePlaneEvent(comment('created', { source: 'github' }))).toMatchObject({ ours: false });
  });

  test.for([
    ['<p>/reject</p><p>Too &lt;broad&gt; &amp; vague</p>', '/reject\nToo <broad> & vague'],
    ['one<br>two<br/>three', 'one\ntwo\nthree'],
    ['<ul><li><p>a</p></li><li><p>b</p></li></ul>', 'a\nb'],
    ['<div>&#65;&#x42;&nbsp;C</div>', 'AB C'],
    ['&amp;lt;p&amp;gt;', '&lt;p&gt;'],
    ['<p>a <strong>b</strong> <mention-component id="1"></mention-component>c</p>', 'a b c'],
    ['', ''],
  ] as const)('has the words of %j', ([html, text]) => {
    expect(parsePlaneEvent(comment('created', { html }))).toMatchObject({ comment: { text } });
  });

  test.for([
    ['tags that never end', '<'.repeat(4_000_000)],
    ['quotes that never end', '<a "'.repeat(1_000_000)],
    ['scripts that never end', `<script>${'</script'.repeat(500_000)}`],
    ['characters that do not exist', '&#1114112;&#xffffff;&#x0;'.repeat(100_000)],
    ['half a character', `${'x'.repeat(19_999)}😀`],
  ] as const)('of %s is read in no time, and is kept in part', ([, html]) => {
    const begun = performance.now();
    const change = parsePlaneEvent(comment('created', { html }));
    expect(performance.now() - begun).toBeLessThan(5000);
    const text = change.kind === 'commented' ? change.comment.text : undefined;
    expect(text?.length).toBeLessThanOrEqual(20_001);
    expect(text?.isWellFormed()).toBe(true);
  });

  test.for([
    ['no words', { html: null }, 'data.comment_html'],
    ['no time', { at: undefined }, 'data.created_at'],
    ['a time that is none', { at: '2026-02-30T12:00:00Z' }, 'data.created_at'],
    ['no item', { item: '' }, 'data.issue'],
  ] as const)('with %s is an error', ([, options, expected]) => {
    expect(() => parsePlaneEvent(comment('created', options))).toThrow(expected);
  });
});

describe('a delivery of another shape is an error that names what was expected', () => {
  const without = (key: string) => ({ ...movedItem(), data: { ...itemData(), [key]: undefined } });

  test.for(['id', 'name', 'sequence_id', 'project', 'state'])('for an item without %s', (key) => {
    expect(() => parsePlaneEvent(without(key))).toThrow(key);
  });

  test.for([
    ['no object', 'text', 'expected object'],
    ['nothing', null, 'expected object'],
    ['an item by its id alone', { ...movedItem(), data: 'item-12' }, 'data'],
    ['a sequence that is no whole number', movedItem({ sequence: 1.5 }), 'sequence_id'],
    ['a state by its id alone', { ...movedItem(), data: { ...itemData(), state: 'state-1' } }, 'state'],
    ['a new state that is no id', movedItem({ newValue: 7 }), 'activity.new_value: expected the id'],
    ['a new state without an id', movedItem({ newValue: '' }), 'activity.new_value'],
    ['a removed item without an id', envelope('issue', 'deleted', {}, null), 'data.id'],
  ] as const)('for %s', ([, payload, expected]) => {
    expect(() => parsePlaneEvent(payload)).toThrow(expected);
  });
});

test('a PayloadError has no stack, and stays short whatever was sent', () => {
  const labels = Array.from({ length: 5000 }, () => 7);
  const error = catchError(() => parsePlaneEvent(movedItem({ labels })));
  expect(error).toBeInstanceOf(PayloadError);
  expect(error).toMatchObject({ name: 'PayloadError', retryable: false });
  expect(error).not.toHaveProperty('stack');
  expect(error.message).toMatch(/^no delivery that Plane makes: data\.labels\.0: .+; and 4992 more$|…$/);
  expect(error.message.length).toBeLessThanOrEqual(501);
});

test('what is ignored is told in a short line', () => {
  const change = parsePlaneEvent(envelope('x'.repeat(1_000_000), 'created', {}, null));
  expect(change).toEqual({ kind: 'ignored', why: expect.stringMatching(/^event x{100}… is not about/) });
});

function catchError(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
