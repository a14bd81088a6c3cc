import type { Vitals } from '../../src/workflow/describe-health.ts';

/** Of a process that has just started, on a machine with room. */
export const vitals: Vitals = {
  version: '0.1.0',
  startedAt: new Date('2026-05-04T11:00:00Z'),
  telegram: 'polling',
  accounts: [],
  readFile: () => ({ sizeBytes: 3_500_000, freeBytes: 50 * 1024 ** 3, copiedAt: null }),
};
