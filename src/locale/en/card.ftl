card-approve = Approve
card-changes = Changes…
card-open = Open
card-retry = Retry
card-answer = Answer…
card-rollback = Roll back
card-withdraw = Don't roll back
card-degrade = Declare degraded
card-stop = Stop
card-cancel = Cancel…
card-restart = Start again
card-raise = Raise to { $sum }
card-resume = Resume
card-unfreeze = Unfreeze…
card-show = Open { $task }
card-without = Go on without { $task }
card-follow = Wait for { $task }
card-cancel-too = Cancel too…
card-confirm = Really cancel
card-keep = Keep

card-change = pull request
card-ci-waiting = ⚪️ CI waiting
card-ci-running = 🟡 CI running
card-ci-green = 🟢 CI green
card-ci-red = 🔴 CI red
card-priority-high = ⬆️ high priority
card-priority-low = ⬇️ low priority

card-began = began { $since }
card-round = round { $count }
card-attempt = try { $number } of { $of }
card-turns = { $count ->
    [one] { $count } turn
   *[other] { $count } turns
}
card-in-session = session resumed
card-tokens = { $input } in / { $output } out

card-your-time-began = Your time: began { $since }
card-your-time-before = { $time } before
card-revision = Revision { $revision } · { $command }
card-votes = { $given } of { $needs } approved
card-votes-missing = waiting for { $names }
card-recovered = Recovered, no webhook told of it: { $what }

card-merged = Merged as { $commit }
card-total-time = took { $time }
card-cost-of = { $cost } of { $budget }
card-budget = budget { $budget }
card-rework = rework { $count }
card-your-time = your time { $time }
