import { hmacSha256Hex } from '../../src/signature.ts';
import { planeProject, planeSecret } from './installation.ts';

const states = {
  todo: { id: 'state-todo', name: 'Todo' },
  inProgress: { id: 'state-progress', name: 'In Progress' },
  approved: { id: 'state-approved', name: 'Approved' },
  rejected: { id: 'state-rejected', name: 'Rejected' },
  cancelled: { id: 'state-cancelled', name: 'Cancelled' },
} as const;

export type PlaneMove = {
  item?: string;
  sequence?: number;
  title?: string;
  to?: { id: string; name: string };
  field?: 'state' | 'state_id';
  actor?: string;
  project?: string;
  at?: Date;
};

/** Shape: facts of Plane CE 1.3.1 (webhook_task.py), with Python's separators and escapes. */
export function planeBody(move: PlaneMove = {}): string {
  const to = move.to ?? states.inProgress;
  const payload = {
    event: 'issue',
    action: 'updated',
    webhook_id: '6b1f0c1e-0000-4000-8000-000000000001',
    workspace_id: '6b1f0c1e-0000-4000-8000-000000000002',
    data: {
      id: move.item ?? 'item-12',
      name: move.title ?? 'Größe & <retry>',
      sequence_id: move.sequence ?? 12,
      project: move.project ?? planeProject,
      workspace: '6b1f0c1e-0000-4000-8000-000000000002',
      state: { ...to, color: '#F59E0B', group: 'started' },
      description_stripped: 'Retry what may be retried.',
      sort_order: 65_535,
      updated_at: (move.at ?? new Date()).toISOString(),
    },
    activity: {
      field: move.field ?? 'state_id',
      old_value: states.todo.id,
      new_value: to.id,
      actor: { id: move.actor ?? 'user-1', first_name: 'Ada', display_name: 'ada' },
      old_identifier: null,
      new_identifier: null,
    },
  };
  return JSON.stringify(payload)
    .replaceAll(/"([^"\\]*)":/g, '"$1": ')
    .replaceAll(
      /[\u0080-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

let attempts = 0;

/** Posts a body as Plane does, with a delivery id of its own for every attempt. */
export function postPlane(
  url: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  attempts += 1;
  return fetch(`${url}/webhooks/plane`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-plane-event': 'issue',
      'x-plane-delivery': `00000000-0000-4000-8000-${String(attempts).padStart(12, '0')}`,
      'x-plane-signature': hmacSha256Hex(planeSecret, Buffer.from(body)),
      ...headers,
    },
  });
}
