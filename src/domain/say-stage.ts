import { type Phrase, phrase, type Said } from './phrase.ts';
import { isRole, isStage, type Role, type Stage } from './stage.ts';

/** The word for a role; one that is none of the pipeline's goes by its own name. */
export function sayRole(role: string): Said {
  return isRole(role) ? roles[role] : role;
}

/** The word for a stage, as `sayRole`. */
export function sayStage(stage: string): Said {
  return isStage(stage) ? stages[stage] : stage;
}

const roles: Record<Role, Phrase> = {
  analyst: phrase('explain-role-analyst'),
  architect: phrase('explain-role-architect'),
  developer: phrase('explain-role-developer'),
  reviewer: phrase('explain-role-reviewer'),
  tester: phrase('explain-role-tester'),
  'staging-deployer': phrase('explain-role-staging-deployer'),
  deployer: phrase('explain-role-deployer'),
};

const stages: Record<Stage, Phrase> = {
  created: phrase('explain-stage-created'),
  analysis: phrase('explain-stage-analysis'),
  architecture: phrase('explain-stage-architecture'),
  development: phrase('explain-stage-development'),
  review: phrase('explain-stage-review'),
  testing: phrase('explain-stage-testing'),
  staging: phrase('explain-stage-staging'),
  deploy: phrase('explain-stage-deploy'),
  done: phrase('explain-stage-done'),
  cancelled: phrase('explain-stage-cancelled'),
};
