explain-sentence = { SENTENCE($why) }

explain-unknown-stage = The stage "{ $stage }" is none of this pipeline's; the task is shown and left alone.
explain-lift-unknown-stage = Nothing of ours; /cancel { $task } ends it.

explain-lift-question = Answer with a reply or /answer { $task } and your words, or /cancel { $task }.
explain-lift-money = Raise it (/budget { $task } and US dollars) or /cancel { $task }.
explain-lift-misconfigured = When it is mended, /retry { $task }; or /cancel { $task }.
explain-lift-deploy-failed = Retry (/retry { $task }), declare it degraded (/degrade { $task }) or /cancel { $task }.
explain-lift-deploy-failed-back = Retry (/retry { $task }), roll back (/rollback { $task }), declare it degraded (/degrade { $task }) or /cancel { $task }.
explain-lift-failed = Retry (/retry { $task }, a hint may follow) or /cancel { $task }.

explain-stopping = Being stopped.
explain-stopping-halt = Being stopped, to ask a person.
explain-stopping-budget = Being stopped: the money is spent.
explain-stopping-cancel = Being cancelled.
explain-stopping-changes = Being stopped: a person asked for changes.
explain-stopping-merged = Being stopped: a person has merged the change.
explain-stopping-pause = Being stopped: paused by { $who }.
explain-stopping-resumed = Being stopped for a pause that is over: it goes on right after.
explain-lift-stopping = Over as soon as what is running has ended.

explain-ci-running = CI is running on { $commit }.
explain-lift-ci-running = Goes on when it is green.
explain-running = The { $role } is at work.
explain-starting = The { $role } is starting.
explain-ready = The { $role } is next.
explain-lift-ready = Starts at once.
explain-slots = { $slots ->
    [one] The only slot is in use.
   *[other] All { $slots } slots are in use.
  }
explain-lift-slots = Starts when any running job has ended.
explain-slots-project = { $slots ->
    [one] The only slot of { $project } is in use.
    [2] Both slots of { $project } are in use.
   *[other] All { $slots } slots of { $project } are in use.
  }
explain-lift-slots-project = Starts when a running job of { $project } has ended.

explain-brd = The requirements (BRD) wait for approval.
explain-lift-brd = Approve or ask for changes: /approve { $task }, /reject { $task } reason.
explain-ci = Waiting for CI on { $commit }.
explain-lift-ci = Goes on when CI is green on exactly this commit.
explain-the-commit = the commit
explain-lock = { $holder } holds the merge lock of { $repo }.
explain-lock-other = Another task holds the merge lock of { $repo }.
explain-lift-lock = Goes on when that task leaves deploy or goes back to development.
explain-publish = The branch is being published.
explain-update = The branch is being brought up to date with the default branch.
explain-lift-forge = Goes on when the forge has it.
explain-merge = The change is being merged.
explain-lift-merge = Goes on when the default branch contains it.
explain-failed = { $text } It failed: { $why }
explain-lift-failed-effect = Another try at { $at }, or /retry { $task } at once.

explain-health = The release's health is being watched.
explain-health-checks = { $checks ->
    [one] The release's health is being watched (1 check so far).
   *[other] The release's health is being watched ({ $checks } checks so far).
  }
explain-health-failing = { $checks ->
    [one] The release's health is being watched (1 check so far, { $failures } failed in a row).
   *[other] The release's health is being watched ({ $checks } checks so far, { $failures } failed in a row).
  }
explain-lift-health = Done when it is healthy until { $until }.
explain-lift-health-end = Done at the end of the watch.

explain-no-job = No job is queued for this stage.
explain-lift-no-job = /retry { $task } queues one.

explain-done = Done.
explain-done-healthy = Done: the release is healthy.
explain-degraded = Released, but degraded: { $reason }.
explain-to-roll-back = To be rolled back, as { $who } asked.
explain-lift-to-roll-back = The rollback begins by itself. Until then /rollback { $task } cancel takes it back.
explain-rolling-back = Being rolled back, as { $who } asked.
explain-lift-rollback = Over when the rollback command has ended.
explain-lift-rollback-failed = Try again with /rollback { $task }. { $repo } stays frozen until a person unfreezes it: /unfreeze { $repo }.
explain-cancelled = Cancelled.
explain-restart = { $text } { $who } moved the work item to a start state again.
explain-lift-restart = /restart { $task } opens a new task for it.
explain-lift-frozen = { $repo } stays frozen until a person unfreezes it: /unfreeze { $repo }.

explain-unknown-role = The agent "{ $role }" is none of this pipeline's ({ $known }).
explain-lift-left-alone = It is shown and left alone.
explain-unknown-repo = The repository "{ $repo }" is in no project of the projects file.
explain-lift-unknown-repo = Goes on when a project of the projects file has this repository.
explain-unknown-task = Its task is not in this file.
explain-other-stage = The queued job is for the { $role }, who has nothing to do in { $stage }.
explain-lift-other-stage = It ends when the task moves; /retry { $task } queues the right one.

explain-pause = Project { $project } is paused.
explain-pause-all = Everything is paused.
explain-pause-stop = Everything was stopped in an emergency (/stop all).
explain-lift-pause = Goes on when a person resumes it: { $command }.

explain-usage-limit = The account { $account } is at its limit: { $why }.
explain-lift-usage-limit = Goes on when the limit resets at { $at }.
explain-account = The account { $account } cannot be used: { $why }.
explain-lift-account = { $mend } Then /retry { $task }.
explain-budget = The budget of { $project } for today is spent: { $spent } of { $budget }.
explain-budget-all = The budget of all projects for today is spent: { $spent } of { $budget }.
explain-lift-budget = Goes on at { $at }, or when it is raised: /budget { $task } and US dollars.

explain-backoff = It is tried again at { $at }
explain-backoff-after = It is tried again at { $at } after: { $error }
explain-lift-backoff = Starts then, or at once with /retry { $task }.

explain-dependency = It depends on { $tasks }.
explain-blocker = { $task } ({ $stage })
explain-blocker-no-task = { $task } (no task yet)
explain-lift-dependency = { $count ->
    [one] Starts when { $tasks } is done.
   *[other] Starts when { $tasks } are done.
  }

explain-dependency-cancelled = It depends on { $tasks }, which will never be done.
explain-blocker-cancelled = { $task } ({ $why })
explain-blocker-followed = { $task } ({ $why }, begun again as { $next })
explain-lift-dependency-cancelled = Go on without: { $drop }. Or cancel this too: /cancel { $task }.
explain-lift-dependency-followed = Wait for { $next } instead: /deps add { $task } { $next }. Go on without: { $drop }. Or cancel this too: /cancel { $task }.
explain-dependency-failed = It depends on { $task }, which has failed: { $why }
explain-dependency-failed-more = It depends on { $task } and { $others }, which have failed. The first: { $why }
explain-lift-dependency-failed = Goes on when { $other } is done: /task { $other }. Go on without: { $drop }. Or cancel this too: /cancel { $task }.

explain-circle = Tasks wait for each other, and none of them goes on: { $circle }.
explain-circle-lanes = Tasks wait for each other, and none of them goes on: { $circle } ({ $lanes }).
explain-lift-circle = Drop a dependency: { $drop }. Or cancel one of them: /cancel { $task }.

explain-serial = { $count ->
    [one] { $repo } takes one task at a time, and { $tasks } is on its way.
   *[other] { $repo } takes one task at a time, and { $tasks } are on their way.
  }
explain-serial-more = { $repo } takes one task at a time, and { $tasks } and { $more } more are on their way.
explain-lift-serial = { $count ->
    [one] Starts when { $tasks } is done or cancelled.
   *[other] Starts when { $tasks } are done or cancelled.
  }
explain-lift-serial-all = Starts when all of these are done or cancelled.

explain-freeze = { $repo } is frozen: { $reason }.
explain-freeze-by = { $repo } is frozen by { $task }: { $reason }.
explain-unfreezing = being unfrozen
explain-lift-freeze-rollback = Goes on when the rollback under way has ended and a person unfreezes it: /unfreeze { $repo }.
explain-lift-freeze = Goes on when a person unfreezes it: /unfreeze { $repo }.

explain-role-analyst = analyst
explain-role-architect = architect
explain-role-developer = developer
explain-role-reviewer = reviewer
explain-role-tester = tester
explain-role-staging-deployer = staging-deployer
explain-role-deployer = deployer

explain-stage-created = created
explain-stage-analysis = analysis
explain-stage-architecture = architecture
explain-stage-development = development
explain-stage-review = review
explain-stage-testing = testing
explain-stage-staging = staging
explain-stage-deploy = deploy
explain-stage-done = done
explain-stage-cancelled = cancelled
