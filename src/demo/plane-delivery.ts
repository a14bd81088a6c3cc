import { randomUUID } from 'node:crypto';
import { hmacSha256Hex } from '../signature.ts';
import { plane } from './demo-settings.ts';

const ACCEPTED = 202;

export type Delivery = { body: string; headers: Record<string, string> };

export type BoardItem = { project: string; sequence: number; title: string; description: string };

/** A work item dragged into "In Progress", as Plane CE 1.3.1 sends it (webhook_task.py), signed over the bytes. */
export function toStartDelivery(item: BoardItem): Delivery {
  const actor = { id: '6b1f0c1e-0000-4000-8000-0000000000aa', first_name: 'Ada', display_name: 'ada' };
  const body = JSON.stringify({
    event: 'issue',
    action: 'updated',
    webhook_id: '6b1f0c1e-0000-4000-8000-000000000001',
    workspace_id: plane.workspaceId,
    data: {
      id: randomUUID(),
      name: item.title,
      sequence_id: item.sequence,
      project: item.project,
      workspace: plane.workspaceId,
      state: { ...plane.inProgress, color: '#F59E0B', group: 'started' },
      description_stripped: item.description,
      updated_at: new Date().toISOString(),
    },
    activity: {
      field: 'state_id',
      old_value: plane.todo.id,
      new_value: plane.inProgress.id,
      actor,
      old_identifier: null,
      new_identifier: null,
    },
  });
  const headers = {
    'content-type': 'application/json',
    'x-plane-event': 'issue',
    'x-plane-signature': hmacSha256Hex(plane.secret, Buffer.from(body)),
  };
  return { body, headers };
}

/** Every attempt has a delivery id of its own, as Plane's have. */
export function postDelivery(url: string, { body, headers }: Delivery): Promise<Response> {
  return fetch(`${url}/webhooks/plane`, {
    method: 'POST',
    body,
    headers: { ...headers, 'x-plane-delivery': randomUUID() },
  });
}

/** Rejects unless Signalbox stored the delivery. */
export async function expectStored(response: Response): Promise<void> {
  if (response.status === ACCEPTED) return;
  throw new Error(`Signalbox answered the webhook with ${response.status}: ${await response.text()}`);
}
