import { describe, expect, test } from 'vitest';
import { type HealthReport, parseHealthReports } from '../../src/monitors/health-webhook.ts';
import { PayloadError } from '../../src/payload.ts';

const shop = (
  verdict: HealthReport['verdict'],
  reason: unknown = expect.any(String),
  monitor = 'a monitor',
) => [{ subject: 'shop', verdict, reason, monitor }];

describe('a plain report', () => {
  test('may say who it is from', () => {
    const from = (monitor: unknown) =>
      parseHealthReports({ status: 'ok', monitor }, 'shop').map((report) => report.monitor);
    expect([from('probe.sh'), from(''), from(7)]).toEqual([['probe.sh'], ['a monitor'], ['a monitor']]);
  });

  test.for(['healthy', 'ok', 'up', 'UP', ' Healthy ', 'success'])('that says %j is healthy', (word) => {
    expect(parseHealthReports({ project: 'shop', verdict: word }, null)).toEqual(shop('healthy'));
    expect(parseHealthReports({ project: 'shop', status: word }, null)).toEqual(shop('healthy'));
  });

  test.for(['degraded', 'down', 'unhealthy', 'DOWN', 'failed', 'critical'])(
    'that says %j is degraded',
    (word) => {
      expect(parseHealthReports({ project: 'shop', status: word }, null)).toEqual(shop('degraded'));
    },
  );

  test('names a project, a repository or a task, else what its address names', () => {
    const subjectOf = (payload: object) =>
      parseHealthReports({ ...payload, status: 'ok' }, 'till')[0]?.subject;
    expect([{ project: 'shop' }, { repo: 'acme/shop' }, { task: 'ET-12' }].map(subjectOf)).toEqual([
      'shop',
      'acme/shop',
      'ET-12',
    ]);
    expect([{}, { project: null }, { project: '' }].map(subjectOf)).toEqual(['till', 'till', 'till']);
    expect(parseHealthReports({ status: 'ok' }, null)).toMatchObject([{ subject: null }]);
  });

  test('gives its reason, or a message, else its word', () => {
    const reasonOf = (payload: object) =>
      parseHealthReports({ status: 'down', ...payload }, 'shop')[0]?.reason;
    expect(reasonOf({ reason: '5xx over 2 %', message: 'm' })).toBe('5xx over 2 %');
    expect(reasonOf({ message: 'm' })).toBe('m');
    expect(reasonOf({})).toBe('the monitor says down');
    expect(reasonOf({ reason: 'x'.repeat(1_000_000) })).toBe(`${'x'.repeat(20_000)}…`);
  });
});

/** Alertmanager, webhook format 4; invented values. */
function alertmanager(alerts: readonly object[]) {
  return {
    version: '4',
    groupKey: '{}:{alertname="HighErrorRate"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'signalbox',
    groupLabels: { alertname: 'HighErrorRate' },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example.org',
    alerts,
  };
}

function alert(labels: object, overrides: object = {}) {
  return {
    status: 'firing',
    labels: { alertname: 'HighErrorRate', severity: 'critical', ...labels },
    annotations: { summary: '5xx over 2 %', description: 'for 5 minutes' },
    startsAt: '2026-03-01T12:00:00.000Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint: '1a30ba71cca2921f',
    ...overrides,
  };
}

describe('a delivery of Alertmanager', () => {
  test('degrades what each firing alert is about, and leaves out those that are over', () => {
    const over = alert({ project: 'blog' }, { status: 'resolved' });
    const bare = alert({ service: 'till' }, { annotations: { description: 'for 5 minutes' } });
    const payload = alertmanager([alert({ project: 'shop' }), over, bare]);
    const monitor = 'Alertmanager';
    expect(parseHealthReports(payload, null)).toEqual([
      { subject: 'shop', verdict: 'degraded', reason: 'HighErrorRate: 5xx over 2 %', monitor },
      { subject: 'till', verdict: 'degraded', reason: 'HighErrorRate: for 5 minutes', monitor },
    ]);
  });

  test('is about its project, its repo, its service, or what its address names, in this order', () => {
    const alerts = [
      alert({ service: 'c', repo: 'b', project: 'a' }),
      alert({ service: 'c', repo: 'b' }),
      alert({ service: 'c' }),
      alert({ service: '' }),
    ];
    const subjects = parseHealthReports(alertmanager(alerts), 'd').map(({ subject }) => subject);
    expect(subjects).toEqual(['a', 'b', 'c', 'd']);
  });

  test('without words gives a reason all the same', () => {
    const bare = { status: 'firing', labels: {} };
    const said = shop('degraded', 'an alert fires', 'Alertmanager');
    expect(parseHealthReports(alertmanager([bare]), 'shop')).toEqual(said);
  });

  test('in which all alerts are over says nothing', () => {
    expect(parseHealthReports(alertmanager([alert({}, { status: 'resolved' })]), 'shop')).toEqual([]);
    expect(parseHealthReports(alertmanager([]), 'shop')).toEqual([]);
  });
});

/** Uptime Kuma, the preset body of its webhook notification; invented values. */
function kuma(status: number, msg: string | null = 'connect ECONNREFUSED') {
  return {
    heartbeat: { monitorID: 29, status, time: '2026-03-01 12:00:00.000', msg, important: true, duration: 0 },
    monitor: { id: 29, name: 'shop', url: 'https://shop.example.org/healthz', type: 'http' },
    msg: '[shop] [🔴 Down] connect ECONNREFUSED',
  };
}

describe('a delivery of Uptime Kuma', () => {
  test('that says it is down is a verdict', () => {
    const said = shop('degraded', 'shop: connect ECONNREFUSED', 'Uptime Kuma');
    expect(parseHealthReports(kuma(0), null)).toEqual(said);
  });

  test('is about what its address names, before the name of its monitor', () => {
    expect(parseHealthReports(kuma(0), 'till')).toMatchObject([{ subject: 'till' }]);
  });

  test('whose beat has no words gives those of the delivery', () => {
    const reason = 'shop: [shop] [🔴 Down] connect ECONNREFUSED';
    expect(parseHealthReports(kuma(0, null), null)).toEqual(shop('degraded', reason, 'Uptime Kuma'));
  });

  test('that is up again, pending, in maintenance or only a test says nothing of the release', () => {
    const testMessage = { heartbeat: null, monitor: null, msg: 'My alert Testing' };
    expect(
      [kuma(1), kuma(2), kuma(3), testMessage].flatMap((payload) => parseHealthReports(payload, 'shop')),
    ).toEqual([]);
  });
});

describe('anything else is an error that says what was expected', () => {
  test.for([
    [null],
    ['down'],
    [[]],
    [{}],
    [{ project: 'shop' }],
    [{ project: 'shop', status: 'so-so' }],
    [{ project: { name: 'shop' }, status: 'down' }],
    [{ project: 'shop', status: 7 }],
    [JSON.parse('{"__proto__":{"status":"down"}}')],
  ] as const)('%j', ([payload]) => {
    expect(() => parseHealthReports(payload, 'shop')).toThrow(PayloadError);
    expect(() => parseHealthReports(payload, 'shop')).toThrow('"verdict": "healthy" or "degraded"');
  });

  test('and names the word it did not know', () => {
    expect(() => parseHealthReports({ status: 'so-so' }, 'shop')).toThrow('got "so-so"');
  });

  test.for([
    [{ alerts: {} }, 'Alertmanager makes: alerts'],
    [{ alerts: [{ status: 'smouldering', labels: {} }] }, 'alerts.0.status'],
    [{ heartbeat: { status: 9 } }, 'Uptime Kuma makes: heartbeat.status'],
    [{ heartbeat: 'down' }, 'heartbeat'],
  ] as const)('%j', ([payload, expected]) => {
    expect(() => parseHealthReports(payload, 'shop')).toThrow(PayloadError);
    expect(() => parseHealthReports(payload, 'shop')).toThrow(expected);
  });
});
