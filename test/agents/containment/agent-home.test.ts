import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHome, removeHome } from '../../../src/agents/containment/agent-home.ts';

let root: string;
let homePath: string;
let template: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'signalbox-home-'));
  homePath = join(root, 'homes', 'task-7', 'work');
  template = join(root, 'template');
  write(join(template, '.cli', 'credentials.json'), 'login of the template');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function read(...names: string[]): string {
  return readFileSync(join(homePath, ...names), 'utf8');
}

function modeOf(...names: string[]): number {
  return statSync(join(homePath, ...names)).mode & 0o777;
}

describe('the HOME of a run', () => {
  it('begins with the files of its account and those of its CLI, for nobody else to read', () => {
    createHome({ homePath, template, files: { [join(homePath, '.cli', 'settings.json')]: '{}' } });
    expect(read('.cli', 'credentials.json')).toBe('login of the template');
    expect(read('.cli', 'settings.json')).toBe('{}');
    expect([modeOf(), modeOf('.cli'), modeOf('.cli', 'settings.json')]).toEqual([0o700, 0o700, 0o600]);
    expect(modeOf('.cli', 'credentials.json') & 0o077).toBe(0);
  });

  it('is made again over what is there: a token refreshed in it stays, a newer login of the template comes in', () => {
    const spec = { homePath, template, files: { [join(homePath, 'settings')]: 'ours' } };
    createHome(spec);
    write(join(homePath, '.cli', 'credentials.json'), 'refreshed');
    write(join(homePath, 'session'), 'kept');
    write(join(homePath, 'settings'), 'changed by the agent');
    createHome(spec);
    expect([read('.cli', 'credentials.json'), read('session'), read('settings')]).toEqual([
      'refreshed',
      'kept',
      'ours',
    ]);
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(template, '.cli', 'credentials.json'), later, later);
    createHome(spec);
    expect(read('.cli', 'credentials.json')).toBe('login of the template');
  });

  it('takes no file outside of it, and then writes nothing', () => {
    const paths = [join(root, 'other'), `${homePath}/../other`, homePath, 'relative', `${homePath}-other/x`];
    for (const path of paths) {
      expect(() => createHome({ homePath, template, files: { [path]: '' } })).toThrow('is not below HOME');
    }
    expect(readdirSync(root)).toEqual(['template']);
  });

  it('is never written through a link that an agent left there', () => {
    const victim = join(root, 'victim');
    write(join(victim, 'credentials.json'), 'theirs');
    mkdirSync(homePath, { recursive: true });
    symlinkSync(victim, join(homePath, '.cli'));
    symlinkSync(join(victim, 'credentials.json'), join(homePath, 'settings'));
    createHome({ homePath, template, files: { [join(homePath, 'settings')]: 'ours' } });
    expect(readFileSync(join(victim, 'credentials.json'), 'utf8')).toBe('theirs');
    expect([read('.cli', 'credentials.json'), read('settings')]).toEqual(['login of the template', 'ours']);
    expect(lstatSync(join(homePath, 'settings')).isFile()).toBe(true);
  });

  it('cannot begin with a template that is not there', () => {
    expect(() => createHome({ homePath, template: join(root, 'none'), files: {} })).toThrow('ENOENT');
  });

  it('is removed with what is read-only in it, and not what its links lead to', async () => {
    createHome({ homePath, template, files: { [join(homePath, 'cache', 'module', 'file')]: '' } });
    symlinkSync(template, join(homePath, 'link'));
    chmodSync(join(homePath, 'cache', 'module'), 0o500);
    await removeHome(homePath);
    expect([existsSync(homePath), existsSync(join(template, '.cli'))]).toEqual([false, true]);
    await removeHome(homePath);
  });
});
