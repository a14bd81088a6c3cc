import { describe, expect, test } from 'vitest';
import { may, neededRole, type PersonAction, personRoles } from '../../src/domain/people.ts';
import {
  isFinished,
  isRole,
  isStage,
  pipeline,
  positions,
  roles,
  stageOfRole,
  stages,
  steps,
} from '../../src/domain/stage.ts';

test('every role works exactly one stage, and every stage with a role has a working step', () => {
  expect(roles.map(stageOfRole)).toEqual(stages.filter((stage) => pipeline[stage].role !== null));
  for (const stage of stages) {
    expect((pipeline[stage].steps as readonly string[]).includes('work')).toBe(pipeline[stage].role !== null);
  }
});

test('only the roles before review keep what they change, and only those after owe a verdict', () => {
  for (const role of roles) {
    const { keepsWork, verdicts } = pipeline[stageOfRole(role)];
    expect(keepsWork).toBe(verdicts === null);
  }
});

test('positions are the steps of the stages in order, each once, and use every step', () => {
  expect(positions.slice(0, 5)).toEqual([
    { stage: 'created', step: 'rest' },
    { stage: 'analysis', step: 'work' },
    { stage: 'analysis', step: 'publish' },
    { stage: 'analysis', step: 'approval' },
    { stage: 'architecture', step: 'work' },
  ]);
  expect(new Set(positions.map(({ stage, step }) => `${stage} ${step}`)).size).toBe(positions.length);
  expect(new Set(positions.map(({ step }) => step))).toEqual(new Set(steps));
});

describe('what an old file may hold', () => {
  test('an unknown stage counts as unfinished, a missing one as finished', () => {
    expect(isFinished('grooming')).toBe(false);
    expect(isFinished(null)).toBe(true);
    expect(stages.filter(isFinished)).toEqual(['done', 'cancelled']);
  });

  test('a name that only objects have is neither stage nor role', () => {
    for (const name of ['toString', '__proto__', 'grooming', '']) {
      expect(isStage(name)).toBe(false);
      expect(isRole(name)).toBe(false);
    }
    expect(isStage(null)).toBe(false);
    expect(stages.every(isStage)).toBe(true);
    expect(roles.every(isRole)).toBe(true);
  });
});

test('a person may do what their role and every smaller one may', () => {
  const allowed: Record<(typeof personRoles)[number], PersonAction[]> = {
    viewer: ['look'],
    approver: ['look', 'approve'],
    operator: ['look', 'approve', 'open', 'steer', 'unfreeze', 'pause'],
    owner: ['look', 'approve', 'open', 'steer', 'unfreeze', 'pause', 'takeOver'],
  };
  for (const role of personRoles) {
    expect(allowed.owner.filter((action) => may(role, action))).toEqual(allowed[role]);
  }
  expect(neededRole('unfreeze')).toBe('operator');
});
