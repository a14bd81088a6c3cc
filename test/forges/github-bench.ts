import { createGithubApi } from '../../src/forges/github-client.ts';
import { createPullRequestForge } from '../../src/forges/pull-request-forge.ts';
import type { PullRequestBench } from '../conformance/pull-request-forge.ts';
import { startGithub } from '../doubles/github-server.ts';
import { createYard, runGit } from '../workspace/support.ts';

/** A GitHub of one repository and what speaks to it. */
export async function createGithub(settings: Partial<Parameters<typeof createGithubApi>[0]> = {}) {
  const yard = createYard();
  const github = await startGithub(yard);
  const api = createGithubApi({ ...github.settings, ...settings });
  /** A pull request of a branch with one commit. */
  const open = async (branch = 'task/ET-001', draft = false) => {
    const head = github.pushCommit(branch, { [`${branch}.txt`]: 'red\n' });
    const pull = await api.create(branch, 'main', { title: 'ET-001: Sell shoes', body: 'Red.', draft });
    return { pull, head, base: runGit(yard.origin, 'rev-parse', 'main') };
  };
  return { yard, github, api, open };
}

/** A build server that knows statuses only, and one that makes check runs. */
const statusStates = { green: 'success', red: 'failure', pending: 'pending' } as const;
const conclusions = { green: 'success', red: 'failure', pending: null } as const;

export async function createGithubBench(): Promise<PullRequestBench> {
  const { yard, github, api } = await createGithub();
  const { origin } = yard;
  const tip = (branch: string) =>
    runGit(origin, 'branch', '--list', '--format=%(objectname)', branch) || null;
  const wordsOf = (change: string) => {
    const pull = github.repository.findPull(Number(change));
    if (pull === undefined) throw new Error(`no pull request ${change}`);
    return pull;
  };
  return {
    forge: createPullRequestForge({ api, git: yard.workspace, service: 'github', wait: async () => {} }),
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
      const [base, head] = [tip('main') ?? '', tip(branch) ?? ''];
      const tree = runGit(origin, 'merge-tree', '--write-tree', base, head);
      const merged = runGit(origin, 'commit-tree', tree, '-p', base, '-p', head, '-m', 'by hand');
      runGit(origin, 'update-ref', 'refs/heads/main', merged);
      return merged;
    },
    tip: async (branch) => tip(branch),
    parentsOf: async (commit) => runGit(origin, 'rev-parse', `${commit}^@`).split('\n'),
    treeOf: async (commit) => runGit(origin, 'rev-parse', `${commit}^{tree}`),
    messageOf: async (commit) => runGit(origin, 'log', '-1', '--format=%B', commit),
    people: {
      merge: async (change, by) => github.mergeByHand(Number(change), by),
      close: async (change, by) => github.close(Number(change), by),
      review: async (change, by, verdict, text) => {
        const states = { approved: 'APPROVED', changes: 'CHANGES_REQUESTED', comment: 'COMMENTED' };
        github.review(Number(change), by, states[verdict], text);
      },
      comment: async (change, by, text) => github.comment(Number(change), by, text),
      report: async (commit, name, state) => {
        if (name.startsWith('matrix')) github.setCheckRun(commit, name, { conclusion: conclusions[state] });
        else github.setStatus(commit, name, statusStates[state]);
      },
    },
    commentsOf: async (change) => wordsOf(change).comments.map(({ text }) => text),
    wordsOf: async (change) => {
      const { title, body, draft } = wordsOf(change);
      return { title, body: body ?? '', draft };
    },
    loseNextAnswer: github.loseNextAnswer,
  };
}
