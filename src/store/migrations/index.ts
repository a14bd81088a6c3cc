import type { Migration } from '../database.ts';
import { takeoverMigration } from './001-takeover.ts';
import { signalboxMigration } from './002-signalbox.ts';
import { outsideMigration } from './003-outside.ts';
import { agentsMigration } from './004-agents.ts';
import { chatMigration } from './005-chat.ts';
import { readinessMigration } from './006-readiness.ts';
import { productionMigration } from './007-production.ts';

/** Ascending and append-only: a migration that was ever released is never changed. */
export const migrations: readonly Migration[] = [
  takeoverMigration,
  signalboxMigration,
  outsideMigration,
  agentsMigration,
  chatMigration,
  readinessMigration,
  productionMigration,
];
