import { createAccounts } from './accounts.ts';
import { createApprovals } from './approvals.ts';
import { createCards } from './cards.ts';
import { createChats } from './chats.ts';
import type { Database } from './database.ts';
import { createDependencies } from './dependencies.ts';
import { createDeployments } from './deployments.ts';
import { createEventLog } from './event-log.ts';
import { createFreezes, createLocks, createPauses } from './gates.ts';
import { createHolds } from './holds.ts';
import { createInbox } from './inbox.ts';
import { createJobs } from './jobs.ts';
import { createLooks } from './looks.ts';
import { createMeta } from './meta.ts';
import { createNotices } from './notices.ts';
import { createOrigins } from './origins.ts';
import { createOutbox } from './outbox.ts';
import { createRestarts } from './restarts.ts';
import { createRuns } from './runs.ts';
import { createSeen } from './seen.ts';
import { createSpending } from './spending.ts';
import { createStandings } from './standings.ts';
import { createTaskLog } from './task-log.ts';
import { createTasks } from './tasks.ts';
import { createWorkItems } from './work-items.ts';

export type Store = ReturnType<typeof createStore>;

/** Everything we remember, over one open database. Synchronous: a use case gathers, decides, then commits here. */
export function createStore(db: Database) {
  return {
    tasks: createTasks(db),
    origins: createOrigins(db),
    restarts: createRestarts(db),
    jobs: createJobs(db),
    runs: createRuns(db),
    inbox: createInbox(db),
    eventLog: createEventLog(db),
    seen: createSeen(db),
    looks: createLooks(db),
    workItems: createWorkItems(db),
    outbox: createOutbox(db),
    approvals: createApprovals(db),
    locks: createLocks(db),
    freezes: createFreezes(db),
    pauses: createPauses(db),
    accounts: createAccounts(db),
    spending: createSpending(db),
    holds: createHolds(db),
    deployments: createDeployments(db),
    dependencies: createDependencies(db),
    standings: createStandings(db),
    log: createTaskLog(db),
    cards: createCards(db),
    notices: createNotices(db),
    chats: createChats(db),
    meta: createMeta(db),
    /** All of it or none of it; throws what `work` throws. IMMEDIATE, so that it never fails half-way on a lock. */
    transaction: <T>(work: () => T): T => db.transaction(work).immediate(),
  };
}
