deps-log-now = depends on { $task } now
deps-log-awaited = depends on { $task } now (no task yet)
deps-log-gone = no longer depends on { $task }
deps-log-has-task = { $task }, on which it depends, has a task now
deps-log-circle = cannot depend on { $task }: they would wait for each other ({ $circle })
deps-log-unknown = cannot depend on { $task }: no project gives such ids
deps-log-instead = depends on { $task } now, instead of { $old }
deps-gone = That task is not known any more.
deps-ended = { $task } has ended: it waits for nothing any more.
deps-already = { $task } waits for { $other } already.
deps-other-done = { $other } is done: there is nothing to wait for.
deps-other-cancelled = { $other } was cancelled and will never be done: not added.
deps-unknown = I know no task { $other }, and no project gives such ids.
deps-added = { $task } waits for { $other } now.
deps-added-awaited = { $task } waits for { $other }, which has no task yet. It counts from the moment it opens.
deps-added-instead = { $task } waits for { $other } now, instead of { $old }.
deps-refused = Refused, they would wait for each other: { $circle }
deps-refused-lane = Refused, they would wait for each other: { $circle } ({ $lanes })
deps-lane = { $waits } needs the repository that { $for } has
deps-removed = { $task } no longer waits for { $other }.
deps-not-there = { $task } does not wait for { $other }.
deps-free = It has no one left to wait for.
deps-run-first = Its { $role } at work finishes first; what comes next waits.
deps-off = Dependencies hold nothing back here: TASK_DEPS_ENABLED is false.
deps-all = What waits for what
deps-none = No task waits for another.
deps-advice = /deps ID shows one task, /deps add A B makes A wait for B, /deps graph draws them.
deps-line = { $task } waits for { $others }
deps-which = Which is it? { $add } makes { $task } wait for { $other }; { $remove } ends that.
deps-task-free = { $task } waits for no other task.
deps-task-waits = { $task } waits for:
deps-one = { $task } ({ $stage })
deps-one-awaited = { $task } (no task yet)
deps-behind = For { $task } wait: { $others }
deps-add-example = Add one: { $example }
deps-graph-button = Graph
deps-no-project = I know no project { $word }. Projects: { $list }. For example: { $example }
deps-graph-empty = Nothing to draw: no task waits for another.
deps-caption = { $count ->
    [one] { $count } open task
   *[other] { $count } open tasks
 }, { $edges ->
    [one] { $edges } dependency
   *[other] { $edges } dependencies
 }. Arrows lead from what is done first to what waits.
deps-caption-left = Not drawn, because nothing ties { $count ->
    [one] it: { $count } more open task.
   *[other] them: { $count } more open tasks.
 }
deps-stage-created = created
deps-stage-analysis = analysis
deps-stage-architecture = architecture
deps-stage-development = development
deps-stage-review = review
deps-stage-testing = testing
deps-stage-staging = staging
deps-stage-deploy = deploy
deps-stage-done = done
deps-stage-cancelled = cancelled
deps-stage-none = no task yet
deps-asks = asks for you
