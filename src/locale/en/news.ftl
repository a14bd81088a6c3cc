news-done = ✅ { $task } is done.
news-cancelled = ✖️ { $task } was cancelled.
news-failed = ❗️ { $task } cannot go on by itself in { $stage }: a person is asked.
news-rolled-back = ↩️ { $repo }, release of { $task }: { $said }.
news-rollback-failed = ❗️ { $repo }, release of { $task }: { $said }.
news-release-head = ❄️ { $repo } is frozen by the release of { $task }
news-release-why = What failed: { $reason }
news-release-head-cancelled = ❄️ { $repo } is frozen: { $task } was cancelled
news-release-why-cancelled = Why: { $reason }
news-release-task = Task: { $task }
news-release-commits = { $count ->
    [one] Commits: { $range } ({ $count })
   *[other] Commits: { $range } ({ $count } of them)
  }
news-release-commit = Commit: { $commit }
news-release-more = … and { $count } more
news-release-output = Last lines:
news-release-to-roll-back = ↩️ To be rolled back, as { $who } asked
news-release-rolling-back = ↩️ Rolling back, as { $who } asked…
news-release-unfrozen = ☀️ Unfrozen by { $who }
news-release-unfrozen-why = ☀️ Unfrozen by { $who }: { $reason }
news-degraded = ❄️ { $repo } is frozen by { $task }: { $reason }
