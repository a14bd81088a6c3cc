news-done = ✅ { $task } is done.
news-cancelled = ✖️ { $task } was cancelled.
news-failed = ❗️ { $task } cannot go on by itself in { $stage }: a person is asked.
news-degraded = ❄️ { $repo } is frozen by { $task }: { $reason }
