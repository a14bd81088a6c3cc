gate-high = Высокий
gate-normal = Обычный
gate-low = Низкий
gate-priority-ask = Приоритет { $task }: { $priority }. Из готовых к старту первой идёт задача с более высоким приоритетом, затем более старая.
gate-priority-unknown = Приоритета { $word } нет. Напишите { $example }, normal или low.
gate-priority-ended = Она завершена: новых этапов не будет.
gate-priority-high = Высокий: она пойдёт раньше всех готовых к старту.
gate-priority-normal = Обычный: очередь по возрасту.
gate-priority-low = Низкий: она пойдёт после всех готовых к старту.
gate-already-high = Приоритет уже такой: высокий.
gate-already-normal = Приоритет уже такой: обычный.
gate-already-low = Приоритет уже такой: низкий.
gate-log-high = { $who }: высокий приоритет
gate-log-normal = { $who }: обычный приоритет
gate-log-low = { $who }: низкий приоритет
gate-everything = Всё
gate-project = Проект { $project }
gate-paused = { $what } на паузе: агенты не запускаются.
gate-paused-already = { $what } уже на паузе, поставил(а) { $who }
gate-reason = Причина: { $reason }
gate-none-running = Сейчас ничего не работает.
gate-running = { $count ->
    [one] { $count } агент закончит начатое:
    [few] { $count } агента закончат начатое:
   *[many] { $count } агентов закончат начатое:
 }
gate-resume = Продолжить
gate-hardened = Теперь останавливается и то, что там работает.
gate-none-stopped = Ничего не работало.
gate-stopping = { $count ->
    [one] { $count } запуск останавливается, после снятия паузы продолжится:
    [few] { $count } запуска останавливаются, после снятия паузы продолжатся:
   *[many] { $count } запусков останавливаются, после снятия паузы продолжатся:
 }
gate-finishing = { $count ->
    [one] { $count } запуск дойдёт до конца: половина была бы хуже:
    [few] { $count } запуска дойдут до конца: половина была бы хуже:
   *[many] { $count } запусков дойдут до конца: половина была бы хуже:
 }
gate-looking-on = { $count ->
    [one] { $count } проверка релиза продолжается, она ничего не меняет:
    [few] { $count } проверки релизов продолжаются, они ничего не меняют:
   *[many] { $count } проверок релизов продолжаются, они ничего не меняют:
 }
gate-stopped-all = Всё остановлено: не работают ни агенты, ни CI, ни деплой, ни откат; ничего не отправляется, не сливается и не убирается.
gate-stopped-deploy = Ни деплой, ни откат сами не повторяются: деплой спросит вас, откат считается неудачным.
gate-held = Ждёт до тех пор или доводится до конца, если только что началось:
gate-held-publish = отправка ветки
gate-held-update = обновление ветки
gate-held-merge = слияние
gate-held-clean-up = уборка
gate-stopped-resume = /resume продолжит всё с того же места.
gate-pause-which = Проекта { $word } нет. Проекты: { $list }. Напишите { $example } причина или /pause all причина.
gate-resumed = { $what }: работа продолжается.
gate-nothing-paused = На паузе ничего нет.
gate-not-paused = { $what }: отдельной паузы нет; на паузе: { $list }.
gate-resume-all = всё (/resume)
gate-resume-project = { $project } (/resume { $project })
gate-nobody = кто-то
gate-release = релиз { $task }
gate-frozen = { $repo }: заморожен. Новое не начинается, слияний нет. Работающие агенты дойдут до слияния.
gate-frozen-also = Он был заморожен и раньше:
gate-is-frozen = { $repo } заморожен:
gate-lifted = Недавно снято:
gate-freeze-why = Чтобы заморозить, напишите причину, и все поймут, когда это кончится: { $example } причина.
gate-no-repo = Репозитория { $word } нет. Есть: { $list }.
gate-freeze-line = #{ $number } { $reason } ({ $who })
gate-frozen-list = Заморожено:
gate-nothing-frozen = Ничего не заморожено.
gate-nothing-frozen-example = Ничего не заморожено. { $example } причина закроет репозиторий.
gate-unfreeze-example = Снять: { $example } и, если хотите, причина.
gate-not-frozen = { $repo } не заморожен.
gate-not-frozen-but = { $repo } не заморожен. Заморожено: { $list }.
gate-no-frozen = Замороженного репозитория { $repo } нет. Заморожено: { $list }.
gate-several-freezes = { $repo }: { $count ->
    [one] { $count } заморозка
    [few] { $count } заморозки
   *[many] { $count } заморозок
 }:
gate-unfreeze-which = Снять все: { $all }. Одну по номеру: { $one }. В конце можно указать причину.
gate-no-such-freeze = { $repo }: такой заморозки нет. Действуют:
gate-open = { $repo } снова открыт.
gate-still-frozen = Снято: { $lifted }. { $repo } всё ещё заморожен, осталось: { $left }
gate-news-frozen = ❄️ { $repo } заморожен ({ $who }): { $reason }
gate-news-open = ☀️ { $repo } снова открыт, заморозку снял(а) { $who }.
gate-news-open-why = ☀️ { $repo } снова открыт, заморозку снял(а) { $who } ({ $reason }).
gate-news-lifted = 🌤 { $repo }: снято заморозок { $lifted } из { $count } ({ $who }):
gate-news-stays = { $repo } всё ещё заморожен:
