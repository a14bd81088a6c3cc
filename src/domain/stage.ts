import type { Verdict } from './report.ts';

export const roles = [
  'analyst',
  'architect',
  'developer',
  'reviewer',
  'tester',
  'staging-deployer',
  'deployer',
] as const;
export type Role = (typeof roles)[number];

/** Where inside its stage a task stands. Only `work` owns a job; every other step waits for the world or a person. */
export const steps = [
  'rest',
  'work',
  'publish',
  'approval',
  'ci',
  'lock',
  'update',
  'thaw',
  'merge',
  'health',
] as const;
export type Step = (typeof steps)[number];

/** What an agent of the stage may do in its clone: write its documents, change anything, only read, or run what is there. */
export type Access = 'documents' | 'write' | 'read' | 'run';

type StageSpec = {
  role: Role | null;
  access: Access | null;
  /** The verdicts a run of this stage may report; null where its work speaks for itself. */
  verdicts: { positive: Verdict; negative: Verdict } | null;
  /** In the order a task passes them. */
  steps: readonly [Step, ...Step[]];
  /** Whether a completed run keeps what it changed in the repository. */
  keepsWork: boolean;
  title: string;
};

/** The pipeline, in order. `done` and `cancelled` are the ends. */
export const pipeline = {
  created: { role: null, access: null, verdicts: null, steps: ['rest'], keepsWork: false, title: 'Created' },
  analysis: {
    role: 'analyst',
    access: 'documents',
    verdicts: null,
    steps: ['work', 'publish', 'approval'],
    keepsWork: true,
    title: 'Analysis',
  },
  architecture: {
    role: 'architect',
    access: 'documents',
    verdicts: null,
    steps: ['work'],
    keepsWork: true,
    title: 'Architecture',
  },
  development: {
    role: 'developer',
    access: 'write',
    verdicts: null,
    steps: ['work', 'publish', 'ci'],
    keepsWork: true,
    title: 'Development',
  },
  review: {
    role: 'reviewer',
    access: 'read',
    verdicts: { positive: 'approve', negative: 'changes' },
    steps: ['work'],
    keepsWork: false,
    title: 'Review',
  },
  testing: {
    role: 'tester',
    access: 'run',
    verdicts: { positive: 'pass', negative: 'fail' },
    steps: ['work'],
    keepsWork: false,
    title: 'Testing',
  },
  staging: {
    role: 'staging-deployer',
    access: 'run',
    verdicts: { positive: 'pass', negative: 'fail' },
    steps: ['lock', 'update', 'ci', 'work'],
    keepsWork: false,
    title: 'Staging',
  },
  deploy: {
    role: 'deployer',
    access: 'run',
    verdicts: { positive: 'pass', negative: 'fail' },
    steps: ['thaw', 'merge', 'work', 'health'],
    keepsWork: false,
    title: 'Deploy',
  },
  done: { role: null, access: null, verdicts: null, steps: ['rest'], keepsWork: false, title: 'Done' },
  cancelled: {
    role: null,
    access: null,
    verdicts: null,
    steps: ['rest'],
    keepsWork: false,
    title: 'Cancelled',
  },
} as const satisfies Record<string, StageSpec>;

export type Stage = keyof typeof pipeline;
export const stages = Object.keys(pipeline) as Stage[];

export type Position = { stage: Stage; step: Step };

export function isStage(value: string | null): value is Stage {
  return value !== null && Object.hasOwn(pipeline, value);
}

export function isRole(value: string): value is Role {
  return (roles as readonly string[]).includes(value);
}

/** A stage the pipeline does not know counts as unfinished, a missing one (in old files) as finished. */
export function isFinished(stage: string | null): boolean {
  return stage === null || stage === 'done' || stage === 'cancelled';
}

export function stageOfRole(role: Role): Stage {
  const stage = stages.find((name) => pipeline[name].role === role);
  if (stage === undefined) throw new Error(`no stage is worked by ${role}`);
  return stage;
}

/**
 * The role whose jobs a task of this stage can have worked. One taken over before its first run ended stands in
 * `created` while its analyst works.
 */
export function roleAt(stage: Stage): Role | null {
  return stage === 'created' ? 'analyst' : pipeline[stage].role;
}

/** Every (stage, step) a task can stand at, in pipeline order. */
export const positions: readonly Position[] = stages.flatMap((stage) =>
  pipeline[stage].steps.map((step) => ({ stage, step })),
);
