import { execa } from 'execa';
import { isPassingTrouble, tellingLine, withoutCredentials } from './git-output.ts';

type GitFacts = {
  code: 'git-failed' | 'git-timeout';
  retryable: boolean;
  command: string;
  stderr: string;
  exitCode?: number | undefined;
};

export class GitError extends Error {
  readonly code: GitFacts['code'];
  readonly retryable: boolean;
  /** The arguments, joined; credentials in addresses are taken out. */
  readonly command: string;
  readonly stderr: string;
  readonly exitCode?: number;

  constructor(sentence: string, facts: GitFacts, cause?: unknown) {
    super(withoutCredentials(sentence), { cause });
    this.name = 'GitError';
    this.code = facts.code;
    this.retryable = facts.retryable;
    this.command = withoutCredentials(facts.command);
    this.stderr = withoutCredentials(facts.stderr);
    if (facts.exitCode !== undefined) this.exitCode = facts.exitCode;
  }
}

/** The same failure in words that say more; trying again would not help. */
export function restated(sentence: string, error: GitError): GitError {
  const { command, stderr, exitCode } = error;
  return new GitError(sentence, { code: 'git-failed', retryable: false, command, stderr, exitCode }, error);
}

export type GitOptions = {
  gitDir?: string;
  workTree?: string;
  cwd?: string;
  env?: Record<string, string>;
  input?: string;
  timeoutMs?: number;
  okExitCodes?: number[];
};

const defaultTimeoutMs = 5 * 60_000;

// Whatever a configuration file says, git starts no program on its own account. Filters and merge drivers need no
// line here: they exist only where a configuration defines them, and ours defines none.
const quiet = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'core.quotePath': 'false',
  'core.attributesFile': '/dev/null',
  'core.excludesFile': '/dev/null',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'submodule.recurse': 'false',
  'advice.detachedHead': 'false',
};

const fixedEnv = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
};

/**
 * Runs git; the only place that does. Nothing of our own environment is passed on but what `env` names. A caller that
 * names HOME asks for the operator's own git configuration (credentials, ssh), which is for talking to an origin;
 * without it git reads no configuration but the repository's.
 */
export async function git(
  args: string[],
  options: GitOptions,
): Promise<{ stdout: string; exitCode: number }> {
  const { gitDir, workTree, cwd, input, env = {}, okExitCodes = [0] } = options;
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  const ownConfiguration = env['HOME'] === undefined ? { GIT_CONFIG_GLOBAL: '/dev/null' } : {};
  const result = await execa('git', withSettings(args, gitDir, workTree), {
    ...(cwd === undefined ? {} : { cwd }),
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    env: { ...fixedEnv, ...ownConfiguration, ...env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    timeout: timeoutMs,
    // ssh and git-remote-https are children of git; one that is stuck would keep our pipe open for ever.
    killDescendants: true,
  });
  if (result.exitCode !== undefined && okExitCodes.includes(result.exitCode) && !result.isMaxBuffer) {
    return { stdout: result.stdout, exitCode: result.exitCode };
  }
  throw toGitError(args, timeoutMs, result);
}

function withSettings(args: string[], gitDir: string | undefined, workTree: string | undefined): string[] {
  return [
    ...Object.entries(quiet).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ...(gitDir === undefined ? [] : [`--git-dir=${gitDir}`]),
    ...(workTree === undefined ? [] : [`--work-tree=${workTree}`]),
    ...args,
  ];
}

type Failure = {
  exitCode?: number | undefined;
  stderr: string;
  timedOut: boolean;
  signal?: string | undefined;
  isMaxBuffer: boolean;
  shortMessage?: string | undefined;
  cause?: unknown;
};

function toGitError(args: string[], timeoutMs: number, failure: Failure): GitError {
  const { stderr, exitCode, timedOut, signal } = failure;
  const command = args.join(' ');
  const verb = `git ${args[0] ?? ''}`;
  if (timedOut) {
    const facts = { code: 'git-timeout', retryable: true, command, stderr } as const;
    return new GitError(`${verb} took longer than ${timeoutMs / 1000} s and was stopped`, facts);
  }
  // A signal comes from outside (a shutdown, the kernel out of memory), so the same call may well succeed later.
  const retryable = !failure.isMaxBuffer && (signal !== undefined || isPassingTrouble(stderr));
  const facts = { code: 'git-failed', retryable, command, stderr, exitCode } as const;
  if (failure.isMaxBuffer) return new GitError(`${verb} answered more than can be read`, facts);
  if (exitCode !== undefined) return new GitError(`${verb} failed: ${tellingLine(stderr)}`, facts);
  const why = signal === undefined ? 'could not be started' : `was stopped by ${signal}`;
  return new GitError(`${verb} ${why}`, facts, failure.cause);
}
