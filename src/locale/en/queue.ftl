queue-jobs = Jobs
queue-counts = { $jobs }: { $queued } queued, { $running } running, { $done } done, { $failed } failed
queue-running = Running
queue-waiting = Waiting: { $count }
queue-frozen = Frozen
queue-freeze = { $more ->
    [0] { $reason } ({ $who })
   *[other] { $reason } ({ $who }) and { $more } more
 }
queue-waits-frozen = { $repo } is frozen
queue-watched = Watched releases
queue-watch = { $checks ->
    [one] { $checks } check
   *[other] { $checks } checks
 }
queue-watch-failing = { $checks ->
    [one] { $checks } check, failed
   *[other] { $checks } checks, { $failures } failed in a row
 }
queue-watch-until = , until { $until }
queue-rollbacks = Rollbacks
queue-rollback-asked = { $task } is to be rolled back
queue-rollback-open = { $task } is being rolled back
queue-rollback-done = { $task } was rolled back
queue-rollback-failed = the rollback of { $task } failed
queue-locks = Nothing is merged while these wait for you
queue-pause-now = agents stopped
queue-pause-stop = emergency stop
queue-accounts = Accounts that wait
queue-budgets = Budgets used up
queue-blind = Cannot be looked at
queue-paused = Paused
queue-ended = Ended last
queue-open = Open: { $count }
queue-chats = Chats
queue-no-task = no task
queue-everything = everything
queue-more = … and { $count } more
queue-resets = {" →"} resets { $time }
queue-budget = • { $project } today: { $spent } of { $budget }
queue-budget-all = • all projects today: { $spent } of { $budget }
queue-job-done = done
queue-job-failed = failed
queue-job-cancelled = cancelled
queue-chat-parked = • { $chat } is parked: { $why }
queue-all-moves = Everything that is open moves.
