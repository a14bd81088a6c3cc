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
gate-pause-now = Работающие агенты всегда заканчивают сами; одного остановит /stop ID. Просто /pause ставит на паузу всё.
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
gate-freeze-why = Напишите причину, чтобы все понимали, когда это кончится: { $example } причина.
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
