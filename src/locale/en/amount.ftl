amount-two = { $first } { $second }
amount-days = { $count } d
amount-hours = { $count } h
amount-minutes = { $count } min
amount-seconds = { $count } s
amount-under-cent = under $0.01
amount-about = ≈ { $amount }
amount-unknown-runs = { $count ->
    [one] { $count } run of unknown cost
   *[other] { $count } runs of unknown cost
  }
