amount-two = { $first } { $second }
amount-days = { $count } д
amount-hours = { $count } ч
amount-minutes = { $count } мин
amount-seconds = { $count } с
amount-under-cent = меньше $0.01
amount-about = ≈ { $amount }
amount-unknown-runs = { $count ->
    [one] { $count } запуск неизвестной стоимости
    [few] { $count } запуска неизвестной стоимости
   *[many] { $count } запусков неизвестной стоимости
  }
