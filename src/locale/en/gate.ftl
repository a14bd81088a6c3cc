gate-high = High
gate-normal = Normal
gate-low = Low
gate-priority-ask = Priority of { $task }: { $priority }. Among tasks that may begin, higher goes first, then older.
gate-priority-unknown = I know no priority { $word }. Say { $example }, normal or low.
gate-priority-ended = It has ended: no job follows.
gate-priority-high = High: its jobs go before all others that may begin.
gate-priority-normal = Normal: its jobs go by age.
gate-priority-low = Low: its jobs go after all others that may begin.
gate-already-high = It has that priority already: high.
gate-already-normal = It has that priority already: normal.
gate-already-low = It has that priority already: low.
gate-log-high = { $who } gave it a high priority
gate-log-normal = { $who } gave it a normal priority
gate-log-low = { $who } gave it a low priority
gate-everything = Everything
gate-project = Project { $project }
gate-paused = { $what } is paused: no agent is started.
gate-paused-already = { $what } is paused already, by { $who }
gate-reason = Reason: { $reason }
gate-none-running = Nothing is running.
gate-running = { $count ->
    [one] { $count } agent finishes what it is at:
   *[other] { $count } agents finish what they are at:
 }
gate-resume = Resume
gate-hardened = What runs there is stopped from now on.
gate-none-stopped = Nothing was running.
gate-stopping = { $count ->
    [one] { $count } run is being stopped; it goes on after the resume:
   *[other] { $count } runs are being stopped; they go on after the resume:
 }
gate-finishing = { $count ->
    [one] { $count } run goes on to its end, since half of it would be worse:
   *[other] { $count } runs go on to their end, since half of them would be worse:
 }
gate-looking-on = { $count ->
    [one] { $count } look at a release goes on; it changes nothing:
   *[other] { $count } looks at releases go on; they change nothing:
 }
gate-stopped-all = Everything is stopped: no agent, CI, deploy or rollback runs, and nothing is pushed, merged or cleaned up.
gate-stopped-deploy = Neither a deploy nor a rollback is repeated by itself: a deploy asks you, a rollback counts as failed.
gate-held = Held until then, or carried to its end where it had just begun:
gate-held-publish = push
gate-held-update = update of the branch
gate-held-merge = merge
gate-held-clean-up = cleaning up
gate-stopped-resume = /resume lets everything go on from where it stands.
gate-pause-which = I know no project { $word }. Projects: { $list }. Say { $example } reason, or /pause all reason.
gate-resumed = { $what } goes on.
gate-nothing-paused = Nothing is paused.
gate-not-paused = { $what } is not paused as such; paused: { $list }.
gate-resume-all = everything (/resume)
gate-resume-project = { $project } (/resume { $project })
gate-nobody = somebody
gate-release = the release of { $task }
gate-frozen = { $repo } is frozen: nothing new begins there and nothing is merged. Agents at work go on up to the merge.
gate-frozen-also = It was frozen before too:
gate-is-frozen = { $repo } is frozen:
gate-lifted = Lifted lately:
gate-freeze-why = To freeze it, say why, so that others know when it may end: { $example } reason.
gate-no-repo = I know no repository { $word }. There are: { $list }.
gate-freeze-line = #{ $number } { $reason } ({ $who })
gate-frozen-list = Frozen:
gate-nothing-frozen = Nothing is frozen.
gate-nothing-frozen-example = Nothing is frozen. { $example } reason closes a repository.
gate-unfreeze-example = Lift it with { $example } and, if you like, a reason.
gate-not-frozen = { $repo } is not frozen.
gate-not-frozen-but = { $repo } is not frozen. Frozen: { $list }.
gate-no-frozen = I know no frozen repository { $repo }. Frozen: { $list }.
gate-several-freezes = { $repo } is frozen { $count ->
    [one] { $count } time
   *[other] { $count } times
 }:
gate-unfreeze-which = All: { $all }. One by its number: { $one }. A reason may follow.
gate-no-such-freeze = { $repo } has no such freeze. What holds it:
gate-open = { $repo } is open again.
gate-still-frozen = { $lifted ->
    [one] { $lifted } freeze
   *[other] { $lifted } freezes
 } lifted; { $repo } stays frozen by { $left ->
    [one] one more:
   *[other] { $left } more:
 }
gate-news-frozen = ❄️ { $repo } was frozen by { $who }: { $reason }
gate-news-open = ☀️ { $repo } is open again: { $who } lifted the freeze.
gate-news-open-why = ☀️ { $repo } is open again: { $who } lifted the freeze ({ $reason }).
gate-news-lifted = 🌤 { $who } lifted { $lifted } of { $count } freezes of { $repo }:
gate-news-stays = { $repo } stays frozen:
