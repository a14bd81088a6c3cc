import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

export type Service = ReturnType<typeof createService>;

/** Signalbox in a process of its own, started again whenever it ended. `url` is '' until it listens. */
export function createService({ home, env }: { home: string; env: Record<string, string> }) {
  const state: { child: ChildProcess | null; url: string; starts: number; isOver: boolean } = {
    child: null,
    url: '',
    starts: 0,
    isOver: false,
  };
  const keepUp = () => {
    if (state.isOver) return;
    state.starts += 1;
    const child = startProcess(home, env, (url) => {
      if (state.child === child) state.url = url;
    });
    state.child = child;
    child.once('exit', () => {
      state.url = '';
      keepUp();
    });
  };
  return {
    url: () => state.url,
    starts: () => state.starts,
    start: keepUp,
    /** Which is followed by a start. */
    signal(signal: 'SIGKILL' | 'SIGTERM'): boolean {
      // While it stops it takes nothing more, and another may start.
      state.url = '';
      return state.child?.kill(signal) ?? false;
    },
    /** A second one beside it, which must not work; resolves to how it ended. */
    async startBeside(): Promise<string> {
      const second = startProcess(home, env, () => second.kill('SIGKILL'));
      const [code, signal] = (await once(second, 'exit')) as [number | null, string | null];
      return String(signal ?? code);
    },
    async stop(): Promise<void> {
      state.isOver = true;
      const { child } = state;
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function startProcess(home: string, env: Record<string, string>, onUrl: (url: string) => void): ChildProcess {
  const program = join(import.meta.dirname, '../support/signalbox-child.ts');
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'], env });
  child.stdout?.once('data', (chunk) => onUrl(String(chunk).trim()));
  // A start that another one's lock refuses says so here.
  child.stderr?.on('data', (chunk) => appendFileSync(join(home, 'stderr'), String(chunk)));
  return child;
}
