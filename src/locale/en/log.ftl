log-no-run = { $task } had no run yet.
log-no-log = { $task } had no run with a log here; there were: { $roles }.
log-no-role = { $task } had no run of a role { $role }; there were: { $roles }.
log-nothing = It wrote nothing.
log-at-work = at work
log-ended = ended
log-exit = exit status { $code }
log-whole = { $run }, all of it
