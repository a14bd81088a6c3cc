digest-title = The last 24 hours
digest-waiting = { $count ->
    [one] Waiting for you: { $count } task
   *[other] Waiting for you: { $count } tasks
}
digest-frozen = { $count ->
    [one] Frozen: { $count } repository
   *[other] Frozen: { $count } repositories
}
digest-done = { $count ->
    [one] Done: { $count } task
   *[other] Done: { $count } tasks
}
digest-more = …and { $count } more
digest-since = { $what } · { $since }
digest-spent = Spent: { $cost }
digest-under-way = { $count ->
    [one] { $count } task under way
   *[other] { $count } tasks under way
}
