import { randomUUID } from 'node:crypto';
import { hmacSha256Hex } from '../../src/signature.ts';
import { toCommentAnswer, toUserAnswer, toWebhookItem } from './plane-answers.ts';
import type { PlaneChange, PlaneModel } from './plane-model.ts';

/** `body` is the exact text that is sent and signed. */
export type PlaneDelivery = { body: string; headers: Record<string, string> };
export type PlaneListener = (body: string, headers: Record<string, string>) => void | Promise<void>;

/** `both` sends a change of state twice, as `state` and as `state_id` (Plane issue #7249). */
export type Spellings = 'one' | 'both';

const webhookId = '6b1f0c1e-0000-4000-8000-000000000001';

/** The deliveries of one change, with an envelope as webhook_task.py of CE 1.3.1 makes it. */
function toDeliveries(
  model: PlaneModel,
  change: PlaneChange,
  { secret, spellings }: { secret: string; spellings: Spellings },
): PlaneDelivery[] {
  const isState = change.field === 'state' || change.field === 'state_id';
  const fields = isState && spellings === 'both' ? ['state', 'state_id'] : [change.field];
  return fields.map((field) => {
    const payload = toEnvelope(model, { ...change, field });
    return signDelivery(secret, payload.event, toPythonJson(payload));
  });
}

function toEnvelope(model: PlaneModel, { subject, field, old, new: next, actor }: PlaneChange) {
  return {
    event: 'html' in subject ? 'issue_comment' : 'issue',
    action: field === null ? 'created' : 'updated',
    webhook_id: webhookId,
    workspace_id: model.workspace.id,
    data: 'html' in subject ? toCommentAnswer(model, subject, 'Z') : toWebhookItem(model, subject),
    activity: {
      field,
      old_value: old ?? null,
      new_value: next ?? null,
      actor: toUserAnswer(actor),
      old_identifier: null,
      new_identifier: null,
    },
  };
}

/** Headers as Plane sends them: bare hex over the bytes, and an id of its own for this attempt. */
export function signDelivery(secret: string, event: string, body: string): PlaneDelivery {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Autopilot',
    'x-plane-delivery': randomUUID(),
    'x-plane-event': event,
    'x-plane-signature': hmacSha256Hex(secret, Buffer.from(body)),
  };
  return { body, headers };
}

/** Python's floats among Plane's fields; JavaScript would write them without a fraction. */
const floats: ReadonlySet<string> = new Set(['sort_order']);

/** What Python's json.dumps makes of it: `", "` and `": "` between, only ASCII, floats with a fraction. */
export function toPythonJson(value: unknown, key = ''): string {
  if (Array.isArray(value)) return `[${value.map((one) => toPythonJson(one)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([name, one]) => `"${name}": ${toPythonJson(one, name)}`);
    return `{${pairs.join(', ')}}`;
  }
  if (typeof value === 'number' && floats.has(key) && Number.isInteger(value)) return `${value}.0`;
  return JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Sends what happens, one delivery after the other and after the request that caused it. Like Plane it looks at no
 * status: only a listener that fails counts as not reached, and `redeliver` sends those again under a fresh id.
 */
export function createSender(model: () => PlaneModel, settings: { secret: string; spellings: Spellings }) {
  const listeners: PlaneListener[] = [];
  const deliveries: PlaneDelivery[] = [];
  let failed: { listener: PlaneListener; delivery: PlaneDelivery }[] = [];
  let queue = Promise.resolve();
  const send = (listener: PlaneListener, delivery: PlaneDelivery) => {
    deliveries.push(delivery);
    queue = queue
      .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
      .then(() => listener(delivery.body, delivery.headers))
      .catch(() => void failed.push({ listener, delivery }));
  };
  return {
    deliveries,
    listen: (listener: PlaneListener) => void listeners.push(listener),
    tell(change: PlaneChange) {
      for (const delivery of toDeliveries(model(), change, settings)) {
        for (const listener of listeners) send(listener, delivery);
      }
    },
    redeliver() {
      const again = failed;
      failed = [];
      for (const { listener, delivery } of again) {
        const event = delivery.headers['x-plane-event'] ?? '';
        send(listener, signDelivery(settings.secret, event, delivery.body));
      }
    },
    async settled() {
      for (let seen: Promise<void> | null = null; seen !== queue; ) {
        seen = queue;
        await seen;
      }
    },
  };
}
