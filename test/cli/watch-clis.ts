import { readdirSync, readFileSync, realpathSync } from 'node:fs';

const LOOK_MS = 150;

type Seen = { pid: number; parent: number; task: string; run: string };

/** Looks at the machine's processes: which CLIs work for the installation in this folder, and what carries a run's marker. */
export function watchClis(program: string, home: string) {
  const names = new Set([program, realpathSync(program)]);
  const most = new Map<string, number>();
  const look = () => {
    const living = listMarked(home).filter(({ argv }) => names.has(argv[0] ?? ''));
    const pids = new Set(living.map(({ pid }) => pid));
    // Between fork and exec a tool of the CLI looks like a second one.
    const own = living.filter(({ parent }) => !pids.has(parent));
    for (const { task } of own) {
      most.set(task, Math.max(most.get(task) ?? 0, own.filter((one) => one.task === task).length));
    }
    return own;
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    /** The CLI that works on a task. */
    find: (task: string): Seen | undefined => look().find((one) => one.task === task),
    /** How many there were at once of a task, at most. */
    most: () => Object.fromEntries(most),
    /** Everything with the marker of a run, of whatever program. */
    leftovers: () => listMarked(home).map(({ pid, argv }) => `${pid} ${argv.join(' ')}`),
    stop: () => clearInterval(timer),
  };
}

function listMarked(home: string): (Seen & { argv: string[] })[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const env = new Map(readList(name, 'environ').map((pair) => pair.split(/=(.*)/s, 2) as [string, string]));
    const run = env.get('SIGNALBOX_RUN');
    if (run === undefined || env.get('TMPDIR')?.startsWith(home) !== true) return [];
    const stat = readList(name, 'stat')[0] ?? '';
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')) return [];
    return [
      {
        pid: Number(name),
        parent,
        run,
        task: env.get('SIGNALBOX_TASK') ?? '',
        argv: readList(name, 'cmdline'),
      },
    ];
  });
}

function readList(pid: string, file: 'environ' | 'cmdline' | 'stat'): string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
