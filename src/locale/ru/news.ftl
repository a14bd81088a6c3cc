news-done = ✅ { $task }: готово.
news-cancelled = ✖️ { $task }: отменено.
news-failed = ❗️ { $task }: само дальше не пойдёт ({ $stage }), нужен человек.
news-rolled-back = ↩️ { $repo }, релиз { $task }: { $said }.
news-rollback-failed = ❗️ { $repo }, релиз { $task }: { $said }.
news-release-head = ❄️ { $repo } заморожен из-за релиза { $task }
news-release-why = Что не так: { $reason }
news-release-head-cancelled = ❄️ { $repo } заморожен: { $task } отменена
news-release-why-cancelled = Почему: { $reason }
news-release-task = Задача: { $task }
news-release-commits = { $count ->
    [one] Коммиты: { $range } (всего { $count })
    [few] Коммиты: { $range } (всего { $count })
   *[other] Коммиты: { $range } (всего { $count })
  }
news-release-commit = Коммит: { $commit }
news-release-more = … и ещё { $count }
news-release-output = Последние строки:
news-release-to-roll-back = ↩️ Откат запрошен ({ $who })
news-release-rolling-back = ↩️ Идёт откат ({ $who })…
news-release-unfrozen = ☀️ Разморожено ({ $who })
news-release-unfrozen-why = ☀️ Разморожено ({ $who }): { $reason }
news-degraded = ❄️ { $repo } заморожен из-за { $task }: { $reason }
