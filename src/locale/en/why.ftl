why-and = { $why }; { $next }
why-a-person = a person

why-asked-first = a person is asked about this task first
why-run-first = a run is under way, and no stage moves before it has ended
why-unknown-task = the pipeline does not know this task
why-unknown-stage = its stage is none of this pipeline's; it can only be cancelled
why-run-under-way = a run of it is under way
why-ended = the task has ended

why-opened = opened
why-open-already = the task is open already
why-stopped-by = stopped by { $who }
why-ci-stopped-by = CI was stopped by { $who }
why-stopping-already = it is being stopped already
why-paused-by = paused by { $who }
why-branch-kept = the branch { $branch } stays at { $commit }: people have committed to it
why-untidied = not everything of it could be tidied up: { $why }
why-deploy-finishes = a deploy is not stopped for a pause
why-being-stopped = it is being stopped
why-stop-first = the run is stopped first: { $why }
why-asked-already = nothing is running; a person is asked already
why-nothing-running = nothing is running
why-cancelled-by = cancelled by { $who }
why-cancelled-late = cancelled by { $who }, after it had landed
why-cancelled-merged = cancelled by { $who }, after it had been merged
why-cancelled-landed = cancelled after its change had landed
why-cancelled-undeployed = cancelled after its change had been merged; what landed of it was never deployed
why-done-already = the task is done already
why-cancelled-already = the task is cancelled already
why-cancelling-already = it is being cancelled already
why-answered-by = answered by { $who }
why-retried-by = tried again by { $who }
why-nothing-to-retry = there is nothing to try again
why-answer-wanted = the agent asked a question: put the answer behind /answer and the id of the task

why-no-brd-file = the BRD file is missing: nothing was written to 01-brd.md
why-brd-still-rejected = the BRD is still the revision that was rejected
why-brd-written = the BRD is written
why-brd-waits = the BRD waits for approval
why-brd-changed = the approved BRD was changed
why-brd-deleted = the approved BRD was deleted
why-brd-changed-by = { $who } changed the approved BRD
why-brd-deleted-by = { $who } deleted the approved BRD from the branch
why-no-review-open = no review of the earlier installation is open
why-brd-not-found = the BRD under review was not found
why-review-taken-over = the review of the BRD was taken over
why-no-adr = no ADR was written under 06-adr/
why-architecture-decided = the architecture is decided
why-nothing-changed = nothing outside docs/work-items/ was changed
why-developed = the change is developed
why-review-approved = the review approved
why-review-changes = the review asked for changes
why-tests-passed = the tests passed
why-tests-failed = the tests failed
why-staging-passed = staging passed
why-staging-passed-unmerged = staging passed, but without the default branch merged in
why-staging-failed = staging failed
why-deployed = deployed
why-deploy-reported = the deploy reported a failure: { $findings }
why-no-staging-waits = no staging of the earlier installation waits
why-staging-anew = taken over; staging begins anew

why-not-publishing = nothing was being published
why-published = published
why-published-no-ci = published; no CI is configured
why-no-ci-awaited = no CI result is being waited for
why-no-ci-run = no CI run is being waited for
why-ci-other-commit = the CI result is about another commit
why-ci-green = CI is green
why-ci-red = CI is red
why-no-ci = no CI is configured any more
why-ci-vanished = the CI run vanished without an exit status
why-ci-ended-outside = CI was ended from outside (exit status { $status })
why-lock-not-awaited = the merge lock is not being waited for
why-lock-taken = the merge lock is taken
why-lock-free = the merge lock is free
why-blocked = the task depends on what is not done
why-not-updating = the branch was not being updated
why-up-to-date = the branch is up to date
why-up-to-date-no-ci = the branch is up to date; no CI is configured
why-conflicts = the branch conflicts with the default branch
why-not-waiting-frozen = the task does not wait for a frozen repository
why-still-frozen = the repository is still frozen
why-unfrozen = the repository was unfrozen
why-not-merging = nothing was being merged
why-landed = the change landed
why-landed-no-deploy = the change landed; nothing is configured for deploy, passed
why-moved-on = the default branch moved on
why-moved-on-often = { $count ->
    [one] the default branch moved on { $count } time while the change was being landed
   *[other] the default branch moved on { $count } times while the change was being landed
  }
why-no-watch = no health check is under way
why-healthy = the release is healthy
why-deploy-failed = the deploy failed
why-degraded = the release is degraded: { $reason }
why-health-unconfigured = its health check is not configured any more
why-health-failed = { $failures ->
    [one] a health check failed: { $fault }
   *[other] { $failures } health checks in a row failed, the last one: { $fault }
  }
why-rollback-by = { $who } rolls the release back
why-rollback-nothing = nothing of this task has landed
why-rollback-undeployed = what was merged of this task was never deployed: there is nothing to roll back
why-rollback-too-soon = its release is still under way: it can be rolled back once it failed or is declared degraded
why-rollback-none = no rollback command is configured for this project
why-rollback-under-way = a rollback is under way in this repository
why-rollback-done = it is rolled back already
why-rollback-not-latest = another release has landed since
why-rollback-not-frozen = the repository is not frozen: freeze it first, so that nothing lands meanwhile
why-rolled-back = rolled back by { $who } in { $time }
why-rollback-failed = the rollback asked for by { $who } failed: { $why }
why-rollback-vanished = its command vanished without an exit status; what it had done by then is not known
why-rollback-not-begun = its command could not be started
why-rollback-overtime = its command ran past its time limit
why-rollback-output = its command printed more than its output limit
why-rollback-stopped = its command was stopped
why-rollback-exit = its command ended with exit status { $status }
why-rollback-withdrawn = { $who } withdrew the rollback that { $asker } asked for, before it began; nothing was rolled back: the task stays { $stage }, and its repository frozen
why-withdraw-begun = the rollback has begun, and is not stopped halfway
why-withdraw-failed = the rollback has ended already: it failed
why-withdraw-already = the rollback is withdrawn already
why-withdraw-none = no rollback of this release was asked for
why-rollback-holds = a rollback of { $repo } asked for by { $who } is under way: it can be opened when that has ended, or is taken back before it begins
why-effect-not-awaited = no { $effect } is being waited for
why-refused = { $effect } was refused: { $why }
why-tried-times = { $count ->
    [one] { $why }; it was tried once
   *[other] { $why }; it was tried { $count } times
  }
why-times = { $count ->
    [one] { $why }, once
   *[other] { $why }, { $count } times
  }

why-then-lock-taken = { $why }; the merge lock is taken
why-then-blocked = { $why }; it depends on what is not done
why-then-no-staging = { $why }; nothing is configured for staging, passed
why-then-frozen = { $why }; the repository is frozen
why-then-no-health = { $why }; no health check is configured
why-rework = { $why }: rework { $round }
why-rework-repeats = { $why }, with the very findings of the round before
why-rework-limit = { $why }: the limit of rework is reached

why-merge-found-later = the merge is found when the change is to land
why-merge-lacks-commit = what was merged lacks the commit that is being published
why-merged-early = the change was merged by { $who } before it was developed
why-merged-by = merged by { $who }
why-merge-taken-up = merged by { $who }; staging begins on what landed
why-landing = the change is landing or has landed
why-halted-by = halted by { $who }
why-none-developed = no developed change waits to land
why-changes-by = { $who } asked for changes
why-same-commit = it is the commit the task stands at
why-looked-at-later = the branch is looked at again before the change lands
why-branch-continued = { $who } continued the branch
why-change-closed = the pull request was closed by { $who }
why-item-moved = the work item was moved to { $state } by { $who }
why-item-deleted = the work item was deleted by { $who }
why-item-archived = the work item was archived by { $who }
why-item-gone = the work item was deleted or archived by { $who }
why-title-changed = the title was changed to “{ $title }”
why-description-changed = the description was changed
why-changes-while = { $who } asked for changes while { $meanwhile }
why-changes-while-said = { $who } asked for changes while { $meanwhile }: { $line }
why-while-landing = the change is landing
why-while-at-work = the { $role } is at work
why-not-counted = { $what } by { $who }, who is no { $needed } in people: not counted
why-word-approved = approved in { $system }
why-word-rejected = rejected in { $system }
why-word-changes = changes asked for in { $system }
why-word-command = /{ $command } in { $system }
why-plane-untold = Plane could not be told: { $why }
why-change-untold = the change could not be told: { $why }

why-nothing-under-way = nothing was under way
why-something-under-way = something is under way
why-waits-elsewhere = the task waits for something else
why-left-so = the earlier installation left it so; a person decides about it
why-restart-asked = its work item was moved to a start state again; the card asks
why-started-again = started again as { $task }

why-no-job-running = no job of this task was running
why-other-stage = a job of the { $role } ended; it moves nothing in { $stage }
why-history-rewritten = the run rewrote the history of its branch
why-denied = { $why }; it was not allowed: { $denied }
why-agent-asks = the agent asks
why-granted-meanwhile = { $why }; more was granted meanwhile
why-same-times = { $why } ({ $count } times the same)
why-attempts-used = { $why } (attempt { $attempt } of { $most })
why-attempt = { $why }; attempt { $attempt } of { $most }
why-happened-times = { $count ->
    [one] { $why }; it happened once
   *[other] { $why }; it happened { $count } times
  }
why-twice = { $why }, twice in a row
why-tried-again = { $why }; it is tried again
why-overtime = the { $role } ran past its time limit and was stopped
why-silent = the { $role } said nothing for too long and was stopped
why-run-stopped = the { $role } was stopped
why-run-paused = the { $role } was stopped for a pause
why-vanished = the { $role } vanished without an exit status
why-output-limit = the { $role } printed more than its output limit; its output was cut there
why-ended-outside = the { $role } was ended from outside (exit status { $status })
why-not-configured = the { $role } is not configured any more
why-never-began = it was stopped before its run began

why-no-agent = no agent is at work
why-deploy-goes-on = a deploy is not interrupted for its price
why-budget-used = the budget is used up
why-budget-task = the budget of this task is used up: { $spent } of { $budget }
why-budget-project = the budget of { $project } for today is used up: { $spent } of { $budget }
why-budget-all = today's budget of all projects is used up: { $spent } of { $budget }
why-raised = { $who } raised the budget { $raises }
why-raised-task = of the task to { $sum }
why-raised-project = of { $project } for today to { $sum }
why-raised-all = of all projects for today to { $sum }
why-chosen = { $who } chose { $what } for the next runs
