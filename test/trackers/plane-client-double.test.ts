import { expect, it } from 'vitest';
import { hmacSha256Hex } from '../../src/signature.ts';
import { parsePlaneEvent } from '../../src/trackers/plane-webhook.ts';
import { signDelivery, toPythonJson } from '../doubles/plane-events.ts';
import { createPlaneBench } from './plane-client-bench.ts';

type Heard = { body: string; headers: Record<string, string>; payload: unknown };

async function createHearing(options: Parameters<typeof createPlaneBench>[0] = {}) {
  const bench = await createPlaneBench(options);
  const heard: Heard[] = [];
  bench.plane.onEvent((body, headers) => void heard.push({ body, headers, payload: JSON.parse(body) }));
  return { ...bench, heard };
}

it('the double writes and signs as Python does', () => {
  const payload = {
    event: 'issue',
    action: 'updated',
    webhook_id: '6b1f0c1e-0000-4000-8000-000000000001',
    workspace_id: '6b1f0c1e-0000-4000-8000-000000000002',
    data: { id: '6b1f0c1e-0000-4000-8000-000000000003', name: 'Grüße', sequence_id: 12, sort_order: 65_535 },
    activity: {
      field: 'state_id',
      new_value: 's2',
      old_value: 's1',
      actor: { id: 'u1' },
      old_identifier: null,
      new_identifier: null,
    },
  };
  const { headers } = signDelivery('plane_wh_demo', 'issue', toPythonJson(payload));
  expect(headers['x-plane-signature']).toBe(
    '903596a013fe71902fa769c30e3b502d65530c8f889297982f9dfc8dc1fccb40',
  );
});

it('the double tells what people do, signed, in the envelope that Plane sends', async () => {
  const { plane, heard } = await createHearing();
  const { id } = plane.createItem({ title: 'Größe', labels: ['agent'] });
  plane.moveItem(id, 'In Progress');
  plane.moveItem(id, 'In Progress');
  plane.edit(id, { title: 'Maß', labels: [] });
  plane.comment(id, '/approve');
  plane.block(id, plane.createItem({ title: 'shoes' }).id);
  plane.hide(id);
  await plane.settled();
  expect(heard.map(({ payload }) => payload)).toMatchObject([
    { event: 'issue', action: 'created', activity: { field: null }, data: { labels: [{ name: 'agent' }] } },
    { event: 'issue', action: 'updated', activity: { field: 'state_id', actor: { id: plane.ada.id } } },
    { event: 'issue', action: 'updated', activity: { field: 'name', old_value: 'Größe', new_value: 'Maß' } },
    { event: 'issue', action: 'updated', activity: { field: 'label_ids', new_value: [] } },
    { event: 'issue_comment', action: 'created', data: { issue: id, comment_html: '<p>/approve</p>' } },
    { event: 'issue', action: 'created', data: { name: 'shoes' } },
  ]);
  for (const { body, headers } of heard) {
    expect(headers['x-plane-signature']).toBe(hmacSha256Hex(plane.secret, Buffer.from(body)));
    expect(body).toMatch(/^[\0-\u007f]*$/);
  }
  expect(new Set(heard.map(({ headers }) => headers['x-plane-delivery'])).size).toBe(heard.length);
  expect(parsePlaneEvent(heard[1]?.payload)).toMatchObject({
    kind: 'stateChanged',
    item: { id, sequence: 1, state: { name: 'In Progress' } },
    actor: { id: plane.ada.id, name: 'ada' },
  });
});

it('the double spells one change of state twice where it is asked to', async () => {
  const { plane, heard } = await createHearing({ spellings: 'both' });
  const { id } = plane.createItem({ title: 'hats' });
  plane.moveItem(id, 'Done');
  await plane.settled();
  expect(heard.slice(1).map(({ payload }) => payload)).toMatchObject([
    { activity: { field: 'state' } },
    { activity: { field: 'state_id' } },
  ]);
});

it.each([
  ['1.2.3', 0],
  ['1.3.1', 3],
] as const)('the double %s sends %i deliveries for what is done by REST', async (version, count) => {
  const { plane, tracker, heard } = await createHearing({ version });
  const { id } = await tracker.createItem({ key: 'k', title: 'hats', description: '' });
  await tracker.setState(id, 'Done');
  await tracker.post(id, { key: 'k', text: 'done' });
  await plane.settled();
  expect(heard).toHaveLength(count);
  const actor = { activity: { actor: { id: plane.me.id } } };
  for (const { payload } of heard) expect(payload).toMatchObject(actor);
});

it('the double sends again what was not reached, with the same bytes and a fresh id', async () => {
  const { plane } = await createPlaneBench();
  const reached: { body: string; id: string | undefined }[] = [];
  let isUp = false;
  plane.onEvent((body, headers) => {
    if (!isUp) throw new Error('connection refused');
    reached.push({ body, id: headers['x-plane-delivery'] });
  });
  plane.createItem({ title: 'hats' });
  await plane.settled();
  isUp = true;
  plane.redeliver();
  plane.redeliver();
  await plane.settled();
  const [first] = plane.deliveries;
  expect(reached).toHaveLength(1);
  expect(reached[0]?.body).toBe(first?.body);
  expect(reached[0]?.id).not.toBe(first?.headers['x-plane-delivery']);
});

it('the double redirects a path without its last slash, as Django does', async () => {
  const { plane } = await createPlaneBench();
  const headers = { 'x-api-key': plane.apiKey };
  const answer = await fetch(`${plane.url}/api/v1/users/me`, { headers, redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([301, '/api/v1/users/me/']);
});

it('the double ignores what it does not know in a PATCH, and refuses a state of another project', async () => {
  const { plane } = await createPlaneBench();
  const { id } = plane.createItem({ title: 'hats' });
  const other = plane.addProject('XY');
  const patch = async (body: object) => {
    const url = `${plane.url}/api/v1/workspaces/acme/projects/${plane.project}/work-items/${id}/`;
    const headers = { 'x-api-key': plane.apiKey };
    const answer = await fetch(url, { method: 'PATCH', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
  expect((await patch({ state_id: other.states[1]?.id })).status).toBe(200);
  expect(await patch({ state: other.states[1]?.id })).toEqual({
    status: 400,
    body: { non_field_errors: ['State is not valid please pass a valid state_id'] },
  });
  expect(plane.see(id).state).toBe('Backlog');
});
