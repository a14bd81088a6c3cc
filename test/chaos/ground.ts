import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../src/workspace/git.ts';
import {
  compileCache,
  type Ground,
  type Installation,
  install,
  planeProject,
} from '../support/installation.ts';
import { priceUsd, standInModel } from './stand-in-price.ts';

/** Two repositories; one has all that a project can have, the other only what it must. */
type ChaosProject = { prefix: string; plane: string; origin: string };

export type ChaosGround = Installation & {
  projects: readonly [ChaosProject, ChaosProject];
  /** Where the agents write down what they did. */
  ledgerPath: string;
};

const otherPlane = planeProject.replace(/3$/, '4');

/** An installation with three slots whose agents stand in for Claude Code, each thought taking `thinkMs` at most. */
export async function installChaos(thinkMs: number): Promise<ChaosGround> {
  const installation = await install(async (ground) => {
    const other = otherOrigin(ground.home);
    await git(['clone', '--quiet', '--bare', ground.origin, other], { cwd: ground.home });
    return {
      projects: projectsFile(ground, other, writeProgram(ground.home, thinkMs)),
      env: {
        MAX_CONCURRENCY: '3',
        SERIAL_GATE_ENABLED: 'false',
        BACKOFF_MAX_SECONDS: '1',
        REAPER_FINALIZE_GRACE_S: '1',
      },
      close: async () => {},
    };
  });
  const { home, origin } = installation;
  const projects = [
    { prefix: 'ET', plane: planeProject, origin },
    { prefix: 'FT', plane: otherPlane, origin: otherOrigin(home) },
  ] as const;
  return { ...installation, projects, ledgerPath: ledgerPath(home) };
}

function otherOrigin(home: string): string {
  return join(home, 'other.git');
}

function ledgerPath(home: string): string {
  return join(home, 'chaos');
}

/** Agents see nothing of our environment: what the stand-in needs to know stands in the program itself. */
function writeProgram(home: string, thinkMs: number): string {
  const program = join(home, 'claude');
  const ledger = ledgerPath(home);
  mkdirSync(join(ledger, 'locks'), { recursive: true });
  const standIn = join(import.meta.dirname, 'claude-stand-in.ts');
  const env = `CHAOS_PATH='${ledger}' CHAOS_THINK_MS=${thinkMs} NODE_COMPILE_CACHE='${compileCache}'`;
  writeFileSync(program, `#!/bin/sh\n${env} exec '${process.execPath}' '${standIn}' "$@"\n`);
  chmodSync(program, 0o700);
  return program;
}

function projectsFile({ origin, healthPort }: Ground, other: string, program: string): string {
  const project = (name: string, { prefix, plane, origin: repo }: ChaosProject, forge: string) => `
  - name: ${name}
    prefix: ${prefix}
    repo: ${repo}
    tracker: { kind: plane, workspace: test, project: ${plane} }
    forge: ${forge}
    roles: { ${['analyst', 'architect', 'developer', 'reviewer', 'tester'].map((role) => `${role}: { runner: claude }`).join(', ')} }`;
  return `
accounts:
  - { name: team, runner: claude, program: ${program} }
prices:
  ${standInModel}: { input: ${priceUsd.input}, output: ${priceUsd.output} }
projects:
${project('thing', { prefix: 'ET', plane: planeProject, origin }, '{ kind: local, ci: { command: "sleep 0.2; test -f README.md" } }')}
    staging: { command: "sleep 0.1" }
    deploy:
      command: "sleep 0.1"
      repeatable: true
      health: { url: "http://127.0.0.1:${healthPort}/", every: 1s, window: 1s }
${project('other', { prefix: 'FT', plane: otherPlane, origin: other }, '{ kind: local }')}
`;
}
