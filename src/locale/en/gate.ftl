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
gate-pause-now = Agents at work always finish; /stop ID stops one. /pause alone pauses everything.
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
gate-freeze-why = Say why, so that others know when it may end: { $example } reason.
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
