import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { RunSpec } from '../../../src/agents/process/run.ts';
import {
  createProcessHost,
  type ProcessHost,
  type ProcessHostDeps,
} from '../../../src/agents/process/run-process.ts';
import { systemClock } from '../../../src/clock.ts';
import { createLogger } from '../../../src/log.ts';

/** One test's temporary folder, hosts and markers; `end` fails when a process with one of the markers is left. */
export type RunFixture = {
  root: string;
  host: ProcessHost;
  newHost(deps?: Partial<ProcessHostDeps>): ProcessHost;
  toSpec(argv: RunSpec['argv'], changes?: Partial<RunSpec>): RunSpec;
  end(): Promise<void>;
};

let runs = 0;

export function createRunFixture(): RunFixture {
  const root = mkdtempSync(join(tmpdir(), 'signalbox-run-'));
  const hosts: ProcessHost[] = [];
  const markers: string[] = [];
  const newHost: RunFixture['newHost'] = (deps = {}) => {
    const log = createLogger('silent');
    const host = createProcessHost({ clock: systemClock, log, graceMs: 300, pollMs: 20, ...deps });
    hosts.push(host);
    return host;
  };
  return {
    root,
    host: newHost(),
    newHost,
    toSpec: (argv, changes = {}) => {
      runs += 1;
      const marker = changes.marker ?? `run-${process.pid}-${Date.now()}-${runs}`;
      markers.push(marker);
      const folder = join(root, marker);
      mkdirSync(folder, { recursive: true });
      const env = { PATH: '/usr/bin:/bin', ...changes.env, SIGNALBOX_RUN: marker };
      const basics = { folder, argv, cwd: root, stdinPath: null, marker, limitMs: 10_000, silenceMs: null };
      return { ...basics, ...changes, env };
    },
    end: async () => {
      const left = markers.flatMap(findMarked);
      for (const host of hosts) host.detach();
      // Not by the code under test, which may be what is broken.
      for (const pid of left) process.kill(pid, 'SIGKILL');
      rmSync(root, { recursive: true, force: true });
      expect(left, 'processes left by the test').toEqual([]);
    },
  };
}

/** Independent of the code under test: the pids whose environment carries the marker. */
export function findMarked(marker: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`SIGNALBOX_RUN=${marker}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

export async function waitUntil(condition: () => boolean, what: string, deadlineMs = 5000): Promise<void> {
  const until = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > until) throw new Error(`${what} did not happen within ${deadlineMs} ms`);
    await sleep(5);
  }
}
