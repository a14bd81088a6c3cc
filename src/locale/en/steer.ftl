steer-clause = { SENTENCE($why) }
steer-task-unknown = That task is not known any more.
steer-open-already = { $task } is open already.
steer-no-project = No project has the repository { $repo }.
steer-opened = { $task } opened.
steer-no-budget-used = No budget of it is used up.
steer-spent-already = { $sum } is spent already: name a larger sum.
steer-model-one-word = The name of a model is one word, such as opus or gpt-5.
steer-model-long = { $longest ->
    [one] No model has a name of more than { $longest } character.
   *[other] No model has a name of more than { $longest } characters.
  }
steer-effort-unknown = I know no effort { $effort }; it is one of { $efforts }, or default.
steer-no-run-follows = It has ended: no run follows.
steer-model-default = the model of the settings
steer-model-named = the model { $value }
steer-effort-default = the effort of the settings
steer-effort-named = the effort { $value }
steer-chosen = The next runs have { $what }.{ $atWork }{ $unused }
steer-at-work-goes-on = { " " }The { $role } at work goes on with what it began with.
steer-model-unused = { " " }But no role of it uses a model that is chosen here, or all have this one already.
steer-effort-unused = { " " }But no role of it uses an effort that is chosen here, or all have this one already.

steer-takeover = Signalbox has taken over the earlier installation. Nothing runs before you press Resume.
steer-takeover-resume = Resume
steer-takeover-open = Unfinished tasks: { $count }
steer-takeover-no-jobs = Queued jobs: 0
steer-takeover-jobs = Queued jobs: { $count } ({ $jobs })
steer-takeover-job = { $role } of { $repo }
steer-takeover-none-frozen = Frozen repositories: none
steer-takeover-frozen = Frozen repositories: { $repos }
steer-takeover-freeze = { $repo } ({ $reason })
steer-takeover-more = { $more } more
steer-takeover-cycle = Odd: these tasks wait for each other: { $cycle }.
steer-takeover-orphans = { $count ->
    [one] Odd: { $count } queued job belongs to no task.
   *[other] Odd: { $count } queued jobs belong to no task.
  }
