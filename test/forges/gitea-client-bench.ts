import { onTestFinished } from 'vitest';
import { createGiteaApi } from '../../src/forges/gitea-client.ts';
import { createPullRequestForge, type PullRequestForgeDeps } from '../../src/forges/pull-request-forge.ts';
import type { PullRequestBench } from '../conformance/pull-request-forge.ts';
import { startGiteaServer } from '../doubles/gitea-server.ts';
import { createYard, runGit } from '../workspace/support.ts';

const reviewStates = { approved: 'APPROVED', changes: 'REQUEST_CHANGES', comment: 'COMMENT' } as const;
const statusStates = { pending: 'pending', green: 'success', red: 'failure' } as const;

/** The forge over a double of Gitea over a real origin; `change` puts something between the forge and what it stands on. */
export async function createGiteaBench(
  change: (deps: PullRequestForgeDeps) => PullRequestForgeDeps = (deps) => deps,
) {
  const yard = createYard();
  const { origin } = yard;
  const server = await startGiteaServer({ origin });
  onTestFinished(server.close);
  const api = createGiteaApi(server);
  const pauses: number[] = [];
  const wait = async (ms: number) => {
    pauses.push(ms);
  };
  const forge = createPullRequestForge(change({ api, git: yard.workspace, service: 'gitea', wait }));
  const pullOf = (change: string) => {
    const pull = server.repository.pulls.find(({ number }) => String(number) === change);
    if (pull === undefined) throw new Error(`no pull request #${change}`);
    return pull;
  };
  const { people } = server;
  const tip = (branch: string) =>
    runGit(origin, 'branch', '--list', '--format=%(objectname)', branch) || null;
  const bench: PullRequestBench = {
    forge,
    styles: ['merge', 'squash', 'ff'],
    createTask: (branch, title = 'Sell shoes') => ({
      repo: yard.repo,
      branch,
      title,
      workItemId: branch.replace('task/', ''),
      body: '',
    }),
    commitAtOrigin: async (branch, files) => yard.commitAtOrigin(branch, files),
    mergeByHand: async (branch) => {
      const sides = [tip('main') ?? '', tip(branch) ?? ''];
      const tree = runGit(origin, 'merge-tree', '--write-tree', ...sides);
      const parents = sides.flatMap((side) => ['-p', side]);
      const merged = runGit(origin, 'commit-tree', tree, ...parents, '-m', 'by hand');
      runGit(origin, 'update-ref', 'refs/heads/main', merged);
      return merged;
    },
    tip: async (branch) => tip(branch),
    parentsOf: async (commit) => runGit(origin, 'rev-parse', `${commit}^@`).split('\n'),
    treeOf: async (commit) => runGit(origin, 'rev-parse', `${commit}^{tree}`),
    messageOf: async (commit) => runGit(origin, 'log', '-1', '--format=%B', commit),
    people: {
      merge: async (change, by) => people.mergeByHand(Number(change), by),
      close: async (change, by) => people.close(Number(change), by),
      review: async (change, by, verdict, text) => {
        people.review(Number(change), by, reviewStates[verdict], text);
      },
      comment: async (change, by, text) => people.comment(Number(change), by, text),
      report: async (commit, name, state) => people.setStatus(commit, name, statusStates[state]),
    },
    commentsOf: async (change) => pullOf(change).comments.map(({ text }) => text),
    wordsOf: async (change) => {
      const { title, body } = pullOf(change);
      return { title, body, draft: title.startsWith('WIP: ') };
    },
    loseNextAnswer: server.loseNextAnswer,
  };
  return { ...yard, ...bench, server, api, pauses };
}
