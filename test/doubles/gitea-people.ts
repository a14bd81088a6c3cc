import { mergeByApi } from './gitea-merge.ts';
import {
  closePull,
  comment,
  type GiteaPull,
  type GiteaRepository,
  type GiteaReviewState,
  type GiteaStatusState,
  noticePushes,
  reopenPull,
  stamp,
} from './gitea-repository.ts';

/** What people and builds do at Gitea, each under a login. Pull requests are named by number. */
export function createGiteaPeople(repository: GiteaRepository) {
  const pullOf = (number: number): GiteaPull => {
    const pull = repository.pulls.find((pull) => pull.number === number);
    if (pull === undefined) throw new Error(`there is no pull request #${number}`);
    return pull;
  };
  return {
    /** Of the commit the pull request is at; returns the id of the review. */
    review(number: number, by: string, state: GiteaReviewState, text: string): number {
      noticePushes(repository);
      const pull = pullOf(number);
      const about = { id: repository.nextId(), commit: pull.head, at: stamp() };
      const review = { ...about, by, state, text, dismissed: false };
      pull.reviews.push(review);
      repository.happened({ kind: 'reviewed', pull, review });
      return review.id;
    },
    /** Fires no webhook, as at Gitea. */
    dismiss(number: number, reviewId: number): void {
      for (const review of pullOf(number).reviews) if (review.id === reviewId) review.dismissed = true;
    },
    comment(number: number, by: string, text: string): void {
      comment(repository, pullOf(number), { by, text });
    },
    /** Presses a button for merging and returns the commit that landed. */
    mergeByHand(number: number, by: string, style: 'merge' | 'squash' = 'merge'): string {
      noticePushes(repository);
      const pull = pullOf(number);
      const words = { title: `Merge pull request '${pull.title}' (#${number})`, message: '' };
      const answer = mergeByApi(repository, pull, { style, ...words, head: '', by });
      if (pull.merged === null) throw new Error(`#${number} was not merged: ${JSON.stringify(answer.body)}`);
      return pull.merged.commit;
    },
    close(number: number, by: string): void {
      closePull(repository, pullOf(number), by);
    },
    reopen(number: number, by: string): void {
      reopenPull(repository, pullOf(number), by);
    },
    setStatus(sha: string, context: string, state: GiteaStatusState, description = ''): void {
      const status = { id: repository.nextId(), sha, context, state, description, at: stamp() };
      repository.statuses.push(status);
      repository.happened({ kind: 'status', status, by: 'gitea-actions' });
    },
    /** Commits whole files on a branch, made from the default branch where it does not exist; returns the commit. */
    async pushCommit(branch: string, files: Record<string, string>, by: string): Promise<string> {
      noticePushes(repository);
      const from = repository.branches.get(repository.defaultBranch) ?? '';
      const commit = await repository.git.commitFiles(branch, files, { from, by });
      noticePushes(repository, by);
      return commit;
    },
  };
}
