import type { ApprovalView } from '../../src/domain/approval-view.ts';

/** A first request that waits for whoever may approve. */
export const aView: ApprovalView = {
  workItemId: 'ET-012',
  title: 'Export invoices',
  revision: 'abc1234567890',
  document: '# Goal\n\nExport invoices as PDF.\n',
  summary: null,
  url: null,
  rule: null,
  votes: [],
  before: null,
  end: null,
};
