import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../../src/workspace/git.ts';
import { ada, compileCache, type Installation, install, planeProject } from '../../support/installation.ts';

/** Where all of them are; Ada owns the installation. */
export const team = -1001;
export const vera = { id: 1002, firstName: 'Vera' } as const;
export const otto = { id: 1003, firstName: 'Otto' } as const;

type ProjectPlan = {
  name: string;
  prefix: string;
  /** In YAML. */
  forge?: (ci: string) => string;
  /** Of Plane; without it nobody is at its address. */
  tracker?: string;
  health?: 'url' | 'command';
};

export type ProductionPlan = {
  projects: readonly ProjectPlan[];
  /** Where the cards are: Ada's own chat, unless it is to be the team's, where a bot may write less. */
  inTeam?: boolean;
  env?: Record<string, string>;
  /** What else there has to be, once the origins are there. */
  beside?: (home: string) => Promise<{ env: Record<string, string>; close(): Promise<void> }>;
};

export type World = Installation & {
  chats: { home: number };
  /** What a release of the project answers now. */
  askProduction(project: string): Promise<{ status: number; release: string | null }>;
  /** The files of a release. */
  releaseOf(project: string, release: string | null): string;
  originOf(project: string): string;
  planeOf(project: string): string;
};

const programs = join(import.meta.dirname, 'programs');

/** Several projects, each with a real origin, agents that are shell programs, and a production server that serves what was deployed. */
export async function installProduction(plan: ProductionPlan): Promise<World> {
  const started: { production?: Awaited<ReturnType<typeof startProduction>> } = {};
  const installation = await install(async ({ home }) => {
    for (const { name } of plan.projects) await createOrigin(home, name);
    const production = await startProduction(join(home, 'production'));
    started.production = production;
    const beside = await plan.beside?.(home);
    return {
      projects: projectsFile(plan, { home, production: production.url }),
      env: {
        MAX_CONCURRENCY: '4',
        BACKOFF_MAX_SECONDS: '1',
        REAPER_FINALIZE_GRACE_S: '1',
        ...beside?.env,
        ...plan.env,
      },
      users: [vera, otto],
      chats: [
        { id: team, type: 'group', title: 'Team', memberIds: [ada.id, vera.id, otto.id] },
        { id: vera.id, type: 'private', userId: vera.id },
        { id: otto.id, type: 'private', userId: otto.id },
      ],
      close: async () => {
        await production.stop();
        await beside?.close();
      },
    };
  });
  const { production } = started;
  if (production === undefined) throw new Error('production was not started');
  const { home } = installation;
  return {
    ...installation,
    chats: { home: plan.inTeam === true ? team : ada.id },
    askProduction: async (project) => {
      const response = await fetch(`${production.url}/${project}/healthz`);
      const { release } = (await response.json()) as { release: string | null };
      return { status: response.status, release };
    },
    releaseOf: (project, release) => join(home, 'production', project, 'releases', release ?? ''),
    originOf: (project) => originOf(home, project),
    planeOf: (project) => planeOf(plan.projects.findIndex(({ name }) => name === project)),
  };
}

export function originOf(home: string, project: string): string {
  return join(home, `${project}.git`);
}

/**
 * Somebody else's commit on the default branch, once: `clash`, while a task is tested, on the line that tasks change;
 * `push`, at staging, on something else. The programs take the file away.
 */
export function planCommit({ home }: World, what: 'clash' | 'push', project: string): void {
  writeFileSync(join(home, `${what}-${project}`), '');
}

/** Every rollback of the project lasts until this is undone. */
export function holdRollback({ home }: World, project: string): () => void {
  const path = join(home, `hold-${project}`);
  writeFileSync(path, '');
  return () => rmSync(path);
}

function planeOf(index: number): string {
  return planeProject.replace(/\d$/, String(index));
}

async function createOrigin(home: string, project: string): Promise<void> {
  const origin = originOf(home, project);
  const tree = join(home, `${project}-tree`);
  mkdirSync(tree);
  writeFileSync(join(tree, 'health'), '200\n');
  writeFileSync(join(tree, 'greeting.txt'), 'Hello\n');
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  await git(['init', '--quiet', '--bare', '--initial-branch=main', origin], { cwd: home });
  await git(['init', '--quiet', '--initial-branch=main'], { cwd: tree });
  await git(['add', '--all'], { cwd: tree });
  await git([...who, 'commit', '--quiet', '--message', 'Begin'], { cwd: tree });
  await git(['push', '--quiet', origin, 'main'], { cwd: tree });
}

async function startProduction(sites: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'production-server.ts'), sites], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compileCache },
  });
  const exited = once(child, 'exit');
  const [url] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    url: String(url).trim(),
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

type Place = { home: string; production: string };

function projectsFile({ projects, inTeam }: ProductionPlan, place: Place): string {
  const chat = inTeam === true ? `chat: { id: ${team} }` : `notify: [{ id: ${team} }]`;
  const each = projects.map((project, index) => projectSection(place, { ...project, index, chat }));
  return `projects:${each.join('')}
people:
  - { role: viewer, name: Vera, telegram: ${vera.id} }
  - { role: operator, name: Otto, telegram: ${otto.id} }
`;
}

function projectSection({ home, production }: Place, project: ProjectPlan & { index: number; chat: string }) {
  const { name, prefix, forge = localForge, tracker = planeTracker(project.index), health = 'url' } = project;
  const run = (program: string, ...args: string[]) =>
    JSON.stringify(['sh', join(programs, program), home, name, ...args].join(' '));
  const roles = ['analyst', 'architect', 'developer', 'reviewer', 'tester'];
  const agents = roles.map((role) => `${role}: { runner: command, command: ${run('agent.sh')} }`);
  const url = `${production}/${name}/healthz`;
  const probe = { url: `url: "${url}"`, command: `command: "curl --fail --silent --show-error ${url}"` };
  return `
  - name: ${name}
    prefix: ${prefix}
    repo: ${originOf(home, name)}
    ${project.chat}
    tracker: ${tracker}
    forge: ${forge(`{ command: ${run('check.sh', 'ci')} }`)}
    roles: { ${agents.join(', ')} }
    staging: { command: ${run('check.sh', 'staging')} }
    deploy:
      command: ${run('release.sh', 'deploy')}
      rollback: ${run('release.sh', 'rollback')}
      health: { ${probe[health]}, every: 1s, window: 60s, healthyAfter: 2, degradedAfter: 2 }
`;
}

function planeTracker(index: number): string {
  return `{ kind: plane, workspace: test, project: ${planeOf(index)} }`;
}

function localForge(ci: string): string {
  return `{ kind: local, ci: ${ci} }`;
}

/** What was done where, in the order of its notes. `atNs` counts from 1970; a number of that size is exact to a millisecond. */
export type Note = { atNs: number; word: string; what: string; task: string; project: string };

export function readNotes({ home }: Pick<World, 'home'>): Note[] {
  const path = join(home, 'notes');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  return lines.map((line) => {
    const [at = '', word = '', ...rest] = line.split(' ');
    const project = rest.pop() ?? '';
    const task = rest.pop() ?? '';
    return { atNs: Number(at), word, what: rest.join(' '), task, project };
  });
}
