queue-jobs = Работы
queue-counts = { $jobs }: в очереди { $queued }, идёт { $running }, готово { $done }, с ошибкой { $failed }
queue-running = Идут
queue-waiting = Ждут: { $count }
queue-frozen = Заморожены
queue-freeze = { $more ->
    [0] { $reason } ({ $who })
   *[other] { $reason } ({ $who }) и ещё { $more }
 }
queue-waits-frozen = { $repo } заморожен
queue-watched = Релизы под наблюдением
queue-watch = { $checks ->
    [one] { $checks } проверка
    [few] { $checks } проверки
   *[many] { $checks } проверок
 }
queue-watch-failing = { $checks ->
    [one] { $checks } проверка, неудач подряд: { $failures }
    [few] { $checks } проверки, неудач подряд: { $failures }
   *[many] { $checks } проверок, неудач подряд: { $failures }
 }
queue-watch-until = , до { $until }
queue-rollbacks = Откаты
queue-rollback-asked = { $task }: откат запрошен
queue-rollback-open = { $task } откатывается
queue-rollback-done = { $task }: откат выполнен
queue-rollback-failed = { $task }: откат не удался
queue-locks = Слияний нет, пока эти задачи ждут вас
queue-pause-now = агенты остановлены
queue-pause-stop = аварийная остановка
queue-accounts = Аккаунты на паузе
queue-budgets = Исчерпанные бюджеты
queue-blind = Не удаётся проверить
queue-paused = На паузе
queue-ended = Завершены последними
queue-open = Открыты: { $count }
queue-chats = Чаты
queue-no-task = без задачи
queue-everything = всё
queue-more = … и ещё { $count }
queue-resets = {" →"} сброс { $time }
queue-budget = • { $project } сегодня: { $spent } из { $budget }
queue-budget-all = • все проекты сегодня: { $spent } из { $budget }
queue-job-done = — готово
queue-job-failed = — ошибка
queue-job-cancelled = — отменено
queue-chat-parked = • { $chat } отключён: { $why }
queue-all-moves = Всё открытое движется.
