import { createAccounts } from './accounts.ts';
import { createApprovals } from './approvals.ts';
import { createAsking } from './asking.ts';
import { createAttachments } from './attachments.ts';
import { createAudit } from './audit.ts';
import { createCards } from './cards.ts';
import { createChats } from './chats.ts';
import { createCircles } from './circles.ts';
import type { Database } from './database.ts';
import { createDependencies } from './dependencies.ts';
import { createDeployments } from './deployments.ts';
import { createDialogues } from './dialogues.ts';
import { createEndedTasks } from './ended-tasks.ts';
import { createEventLog } from './event-log.ts';
import { createFreezes, createLocks, createPauses } from './gates.ts';
import { createHealthLooks } from './health-looks.ts';
import { createHolds } from './holds.ts';
import { createInbox } from './inbox.ts';
import { createJobs } from './jobs.ts';
import { createLooks } from './looks.ts';
import { createMembers } from './members.ts';
import { createMeta } from './meta.ts';
import { createNotices } from './notices.ts';
import { createOrigins } from './origins.ts';
import { createOutbox } from './outbox.ts';
import { createPairings } from './pairings.ts';
import { createPredecessors } from './predecessors.ts';
import { createReadiness } from './readiness.ts';
import { createRestarts } from './restarts.ts';
import { createRollbacks } from './rollbacks.ts';
import { createRuns } from './runs.ts';
import { createSeen } from './seen.ts';
import { createSpending } from './spending.ts';
import { createStandings } from './standings.ts';
import { createStrangers } from './strangers.ts';
import { createTaskLog } from './task-log.ts';
import { createTasks } from './tasks.ts';
import { createTopics } from './topics.ts';
import { createWorkItems } from './work-items.ts';
import { createWorking } from './working.ts';

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
    circles: createCircles(db),
    looks: createLooks(db),
    members: createMembers(db),
    workItems: createWorkItems(db),
    outbox: createOutbox(db),
    pairings: createPairings(db),
    approvals: createApprovals(db),
    attachments: createAttachments(db),
    audit: createAudit(db),
    locks: createLocks(db),
    freezes: createFreezes(db),
    pauses: createPauses(db),
    accounts: createAccounts(db),
    spending: createSpending(db),
    holds: createHolds(db),
    deployments: createDeployments(db),
    healthLooks: createHealthLooks(db),
    rollbacks: createRollbacks(db),
    dependencies: createDependencies(db),
    predecessors: createPredecessors(db),
    dialogues: createDialogues(db),
    standings: createStandings(db),
    readiness: createReadiness(db),
    working: createWorking(db),
    strangers: createStrangers(db),
    log: createTaskLog(db),
    asking: createAsking(db),
    endedTasks: createEndedTasks(db),
    cards: createCards(db),
    notices: createNotices(db),
    chats: createChats(db),
    topics: createTopics(db),
    meta: createMeta(db),
    /** All of it or none of it; throws what `work` throws. IMMEDIATE, so that it never fails half-way on a lock. */
    transaction: <T>(work: () => T): T => db.transaction(work).immediate(),
  };
}
