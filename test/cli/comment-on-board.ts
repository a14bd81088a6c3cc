import { randomUUID } from 'node:crypto';
import { planeProject, type Running } from '../support/installation.ts';
import { postPlane } from '../support/plane.ts';

/** Comments on a work item, as Ada. */
export async function commentOnBoard(running: Running, sequence: number, words: string): Promise<void> {
  const body = JSON.stringify({
    event: 'issue_comment',
    action: 'created',
    webhook_id: '6b1f0c1e-0000-4000-8000-000000000001',
    workspace_id: '6b1f0c1e-0000-4000-8000-000000000002',
    data: {
      id: randomUUID(),
      issue: `item-${sequence}`,
      project: planeProject,
      comment_html: `<p>${words}</p>`,
      external_source: null,
      created_at: new Date().toISOString(),
    },
    activity: { field: null, actor: { id: 'user-1', first_name: 'Ada', display_name: 'ada' } },
  });
  await postPlane(running.url, body, { 'x-plane-event': 'issue_comment' });
}
