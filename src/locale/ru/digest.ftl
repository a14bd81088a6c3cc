digest-title = Последние 24 часа
digest-waiting = { $count ->
    [one] Ждёт вас: { $count } задача
    [few] Ждут вас: { $count } задачи
   *[other] Ждут вас: { $count } задач
}
digest-frozen = { $count ->
    [one] Заморожен { $count } репозиторий
    [few] Заморожены { $count } репозитория
   *[other] Заморожены { $count } репозиториев
}
digest-done = { $count ->
    [one] Готова { $count } задача
    [few] Готовы { $count } задачи
   *[other] Готовы { $count } задач
}
digest-more = …и ещё { $count }
digest-since = { $what } · { $since }
digest-spent = Потрачено: { $cost }
digest-under-way = { $count ->
    [one] { $count } задача в работе
    [few] { $count } задачи в работе
   *[other] { $count } задач в работе
}
