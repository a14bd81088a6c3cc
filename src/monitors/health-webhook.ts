import { z } from 'zod';
import { cutText, nameSchema, PayloadError, parse, textSchema, wordSchema } from '../payload.ts';
import { fromBearerHeader, fromSha256Header, isOneOf, isSignedByOneOf } from '../signature.ts';
import type { WebhookSource } from '../webhook.ts';

/** `subject` is what the monitor calls the thing it watches: a project, a repository or a task; null where it names none. */
export type HealthReport = {
  subject: string | null;
  verdict: 'healthy' | 'degraded';
  reason: string;
  /** Who says so. */
  monitor: string;
};

/** Monitors give their deliveries no ids, and two equal alerts are two alerts. */
export const healthSource: WebhookSource = {
  name: 'health',
  secretVariable: 'HEALTH_WEBHOOK_SECRET',
  verify({ headers, body }, secrets) {
    const bearer = fromBearerHeader(headers['authorization']);
    if (bearer !== undefined && isOneOf(secrets, bearer)) return null;
    const digests = [
      fromSha256Header(headers['x-signature-256']),
      fromSha256Header(headers['x-hub-signature-256']),
      headers['x-signature'],
    ];
    if (digests.some((digest) => isSignedByOneOf(secrets, body, digest?.toLowerCase()))) return null;
    const message =
      'expected HEALTH_WEBHOOK_SECRET as Authorization: Bearer, or the HMAC-SHA256 of the body in X-Signature-256';
    return { status: 401, code: 'bad_signature', message };
  },
  identify: ({ subject }) => ({
    eventType: subject === null ? 'verdict' : `verdict:${subject}`,
    deliveryId: null,
    bodyHash: null,
  }),
};

const EXPECTED =
  'expected { "project": …, "verdict": "healthy" or "degraded", "reason": … }, or a delivery of Alertmanager or Uptime Kuma';

/**
 * What a verified delivery says about the health of what is watched; nothing where it only tests the way, or tells of
 * an alert that is over. `subject` is what the address names. Throws a PayloadError for a delivery of another shape.
 */
export function parseHealthReports(payload: unknown, subject: string | null): HealthReport[] {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new PayloadError(EXPECTED);
  }
  if ('alerts' in payload) return fromAlertmanager(payload, subject);
  if ('heartbeat' in payload) return fromUptimeKuma(payload, subject);
  return [fromPlainReport(payload, subject)];
}

/** A label may be anything; only a name is a subject. */
const labelSchema = nameSchema.optional().catch(undefined);

const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: z.object({
    alertname: wordSchema.optional(),
    project: labelSchema,
    repo: labelSchema,
    service: labelSchema,
  }),
  annotations: z.object({ summary: textSchema.optional(), description: textSchema.optional() }).nullish(),
});

const alertmanagerSchema = z.object({ alerts: z.array(alertSchema) });

/** Webhook format 4 of Alertmanager, which Grafana sends too. That an alert is over says nothing about all others. */
function fromAlertmanager(payload: object, subject: string | null): HealthReport[] {
  const { alerts } = parse(alertmanagerSchema, payload, 'Alertmanager');
  return alerts
    .filter(({ status }) => status === 'firing')
    .map(({ labels, annotations }) => ({
      subject: labels.project ?? labels.repo ?? labels.service ?? subject,
      verdict: 'degraded',
      reason: toReason(
        [labels.alertname, annotations?.summary || annotations?.description],
        'an alert fires',
      ),
      monitor: 'Alertmanager',
    }));
}

const kumaSchema = z.object({
  heartbeat: z.object({ status: z.int().min(0).max(3), msg: textSchema.nullish() }).nullable(),
  monitor: z.object({ name: labelSchema }).nullish(),
  msg: textSchema.nullish(),
});

/** Of `heartbeat.status`. That it is up again is no verdict, nor is pending (2) or maintenance (3). */
const DOWN = 0;

/** A test and the notice of a certificate come without a heartbeat. */
function fromUptimeKuma(payload: object, subject: string | null): HealthReport[] {
  const { heartbeat, monitor, msg } = parse(kumaSchema, payload, 'Uptime Kuma');
  if (heartbeat?.status !== DOWN) return [];
  const name = monitor?.name ?? null;
  const reason = toReason([name, heartbeat.msg || msg], 'Uptime Kuma says that it is down');
  return [{ subject: subject ?? name, verdict: 'degraded', reason, monitor: 'Uptime Kuma' }];
}

const words: ReadonlyMap<string, HealthReport['verdict']> = new Map([
  ...['healthy', 'ok', 'up', 'pass', 'passing', 'passed', 'green', 'success', 'operational'].map(
    (word) => [word, 'healthy'] as const,
  ),
  ...[
    'degraded',
    'down',
    'unhealthy',
    'fail',
    'failing',
    'failed',
    'failure',
    'red',
    'error',
    'critical',
  ].map((word) => [word, 'degraded'] as const),
]);

const subjectSchema = z.union([nameSchema, z.literal('')]).nullish();

const plainSchema = z.object({
  project: subjectSchema,
  repo: subjectSchema,
  task: subjectSchema,
  verdict: wordSchema.nullish(),
  status: wordSchema.nullish(),
  reason: textSchema.nullish(),
  message: textSchema.nullish(),
  monitor: wordSchema.nullish().catch(null),
});

function fromPlainReport(payload: object, subject: string | null): HealthReport {
  const parsed = plainSchema.safeParse(payload);
  const told = parsed.success ? parsed.data : {};
  const word = told.verdict ?? told.status ?? '';
  const verdict = words.get(word.trim().toLowerCase());
  if (verdict === undefined) throw new PayloadError(word === '' ? EXPECTED : `${EXPECTED}; got "${word}"`);
  return {
    subject: told.project || told.repo || told.task || subject,
    verdict,
    reason: toReason([told.reason || told.message], `the monitor says ${word}`),
    monitor: told.monitor?.trim() || 'a monitor',
  };
}

function toReason(parts: readonly (string | null | undefined)[], otherwise: string): string {
  const told = parts.filter((part) => part != null && part !== '');
  return told.length === 0 ? otherwise : cutText(told.join(': '));
}
