/** One check of a commit as the forge reports it. */
export type CheckResult = { name: string; state: 'pending' | 'green' | 'red'; details: string };

/** What an earlier look saw, and since when nothing of it has changed. */
export type ChecksSeen = { print: string; since: Date };

export type ChecksVerdict =
  | { kind: 'green' }
  | { kind: 'red'; log: string }
  /** `seen` goes into the next look, which is worth its while at `at`; null when only a change is. */
  | { kind: 'wait'; seen: ChecksSeen; at: Date | null };

/** A set of checks that nobody named is believed when it has not changed for so long: more may be on their way. */
const STABLE_MS = 30_000;

/**
 * What the checks of a commit say. With names, those alone decide, each as soon as it has reported. Without, all there
 * are decide, once there is one, every one is complete, and the set has been stable for 30 seconds.
 */
export function judgeChecks(
  checks: readonly CheckResult[],
  { names, seen, now }: { names: readonly string[]; seen: ChecksSeen | null; now: Date },
): ChecksVerdict {
  const counted =
    names.length === 0 ? checks : checks.filter(({ name }) => names.some((one) => isNamed(name, one)));
  const print = counted
    .map(({ name, state }) => `${state} ${name}`)
    .toSorted()
    .join('\n');
  const since = seen?.print === print ? seen.since : now;
  const stableAt = new Date(since.getTime() + STABLE_MS);
  const isComplete = counted.length > 0 && counted.every(({ state }) => state !== 'pending');
  const wait = (at: Date | null): ChecksVerdict => ({ kind: 'wait', seen: { print, since }, at });
  const red = counted.filter(({ state }) => state === 'red');
  if (names.length > 0) {
    if (red.length > 0) return { kind: 'red', log: toLog(red) };
    const isGreen = names.every((one) =>
      counted.some(({ name, state }) => isNamed(name, one) && state === 'green'),
    );
    return isComplete && isGreen ? { kind: 'green' } : wait(null);
  }
  if (!isComplete) return wait(null);
  if (now < stableAt) return wait(stableAt);
  return red.length > 0 ? { kind: 'red', log: toLog(red) } : { kind: 'green' };
}

/**
 * Gitea names a check `ci.yml / build (push)`: the job's name alone names it as well. Nothing shorter does: GitHub's
 * `build (linux)` is one job of a matrix, and `lint / build` one of a called workflow.
 */
function isNamed(name: string, wanted: string): boolean {
  if (name === wanted) return true;
  const [, job = ''] = /^(.+) \([a-z_]+\)$/.exec(name) ?? [];
  return job.endsWith(` / ${wanted}`);
}

function toLog(red: readonly CheckResult[]): string {
  return red.map(({ name, details }) => (details === '' ? name : `${name}: ${details}`)).join('\n');
}
