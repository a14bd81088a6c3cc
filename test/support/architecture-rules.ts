import { join } from 'node:path';
import type { Import } from './list-imports.ts';

type Place =
  | 'main'
  | 'verbs'
  | 'demo'
  | 'app'
  | 'config'
  | 'driver'
  | 'workflow'
  | 'adapter'
  | 'domain'
  | 'kit'
  | 'locale'
  | 'emulator';

/** What stands at the top of src, and where in the order of layers. */
export const places: Readonly<Record<string, Place>> = {
  'main.ts': 'main',
  'verbs.ts': 'main',
  verbs: 'verbs',
  demo: 'demo',
  'app.ts': 'app',
  'app-chat.ts': 'app',
  'app-context.ts': 'app',
  'open-sandbox.ts': 'app',
  'read-vitals.ts': 'app',
  'config.ts': 'config',
  config: 'config',
  bot: 'driver',
  http: 'driver',
  worker: 'driver',
  upkeep: 'driver',
  workflow: 'workflow',
  store: 'adapter',
  trackers: 'adapter',
  forges: 'adapter',
  agents: 'adapter',
  workspace: 'adapter',
  telegram: 'adapter',
  monitors: 'adapter',
  domain: 'domain',
  emulator: 'emulator',
  'clock.ts': 'kit',
  'log.ts': 'kit',
  'http-client': 'kit',
  'find-program.ts': 'kit',
  'listen.ts': 'kit',
  locale: 'locale',
  'payload.ts': 'kit',
  'signature.ts': 'kit',
  'stored-time.ts': 'kit',
  'webhook.ts': 'kit',
};

/** Which places a place may import, beside itself. Drivers and adapters never import another of their kind. */
const below: Readonly<Record<Place, readonly Place[]>> = {
  main: ['verbs', 'kit'],
  verbs: ['main', 'demo', 'app', 'config', 'workflow', 'adapter', 'domain', 'kit', 'locale'],
  demo: ['app', 'config', 'workflow', 'adapter', 'domain', 'emulator', 'kit', 'locale'],
  app: ['config', 'driver', 'workflow', 'adapter', 'domain', 'kit', 'locale'],
  config: ['domain', 'kit'],
  driver: ['workflow', 'adapter', 'domain', 'kit', 'locale'],
  workflow: ['adapter', 'domain', 'kit', 'locale'],
  adapter: ['domain', 'kit', 'locale'],
  domain: [],
  kit: [],
  locale: ['domain'],
  emulator: ['kit'],
};

const doors: Readonly<Record<string, readonly string[]>> = {
  grammy: ['bot/', 'telegram/', 'emulator/'],
  '@grammyjs/parse-mode': ['bot/', 'telegram/', 'emulator/'],
  'better-sqlite3': ['store/database.ts'],
  '@octokit/core': ['forges/github-octokit.ts'],
  '@octokit/plugin-rest-endpoint-methods': ['forges/github-octokit.ts'],
  execa: ['agents/process/run-process.ts', 'workspace/git.ts'],
  'node-cron': ['upkeep/schedule.ts'],
  fastify: ['http/', 'emulator/'],
  '@fluent/bundle': ['locale/'],
  diff: ['telegram/'],
  '@hpcc-js/wasm-graphviz': ['telegram/draw-graph.ts'],
  '@resvg/resvg-js': ['telegram/draw-graph.ts'],
};

/** Programs of their own that Signalbox starts: what they read is what it gave them. */
const childPrograms: ReadonlySet<string> = new Set(['agents/scripted/scripted-player.ts']);

/** The fault of an import as a sentence; undefined when it is allowed. `file` is relative to src. */
export function importRule(file: string, { source, kind }: Import): string | undefined {
  if (!source.startsWith('.')) {
    if (topOf(file) !== 'domain') return undefined;
    return `src/${file}: domain imports only itself, not ${source}`;
  }
  const target = join(file, '..', source);
  const [from, to] = [topOf(file), topOf(target)];
  if (from === to) return undefined;
  const [place, wanted] = [places[from], places[to]];
  if (place === undefined || wanted === undefined) return `src/${file}: ${target} has no declared place`;
  if (place === wanted && (place === 'main' || place === 'app' || place === 'config')) return undefined;
  if (place === wanted) return `src/${file}: a ${place} never imports another (${target})`;
  // A verb gets the shape of a verb, not the command line.
  if (place === 'verbs' && wanted === 'main' && kind !== 'type') {
    return `src/${file}: verbs know ${target} as a type only`;
  }
  if (!below[place].includes(wanted)) return `src/${file}: ${place} may not import ${wanted} (${target})`;
  if (place === 'workflow' && wanted === 'adapter' && kind !== 'type') {
    return `src/${file}: workflow knows adapters as types only; use import type for ${target}`;
  }
  return undefined;
}

/** The fault of using a library outside its door; types are a use too. */
export function libraryRule(file: string, { source }: Import): string | undefined {
  const library = Object.keys(doors).find((name) => source === name || source.startsWith(`${name}/`));
  const open = library === undefined ? [] : (doors[library] ?? []);
  if (
    library === undefined ||
    open.some((door) => file === door || (door.endsWith('/') && file.startsWith(door)))
  ) {
    return undefined;
  }
  return `src/${file}: ${library} belongs to ${open.join(', ')}`;
}

/** The environment, signals and the exit are main's alone. */
export function processRule(file: string, text: string): string[] {
  if (file === 'main.ts') return [];
  const words = childPrograms.has(file) ? ['on', 'once'] : ['env', 'argv', 'exit', 'exitCode', 'on', 'once'];
  return words
    .filter((word) => new RegExp(`\\bprocess\\s*\\.\\s*${word}\\b`).test(text))
    .map((word) => `src/${file}: process.${word} belongs to main.ts`);
}

export function fileRule(file: string): boolean {
  return file.split('/').every((part) => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(part));
}

function topOf(file: string): string {
  return file.split('/')[0] ?? file;
}
