import { type EffectKind, effectTargets } from './decision.ts';

export const pauseModes = ['finish', 'now', 'stop'] as const;
/** What becomes of what is at work: it finishes, or is stopped and goes on with the resume; `stop` is the emergency, which ends deploys too and lets nothing happen outside. */
export type PauseMode = (typeof pauseModes)[number];

/** Scope `*` is everything, any other a project's name. `since` is UTC text as stored. */
export type Pause = { scope: string; since: string; who: string; mode: PauseMode };

/** Whether a pause is about what belongs to this project, whose name is compared in any case; null: to none of ours. */
export function isAbout({ scope }: Pick<Pause, 'scope'>, project: string | null): boolean {
  return scope === '*' || scope.toLowerCase() === project?.toLowerCase();
}

/** Whether a pause keeps an effect from being begun. What is only told goes on even in an emergency. */
export function holdsEffect({ mode }: Pick<Pause, 'mode'>, kind: EffectKind): boolean {
  if (mode === 'stop') return effectTargets[kind] === 'git';
  return mode === 'now' && kind === 'ci';
}
