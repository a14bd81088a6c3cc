steer-clause = { SENTENCE($why) }
steer-task-unknown = Эта задача больше не известна.
steer-open-already = { $task } уже открыта.
steer-no-project = Ни в одном проекте нет репозитория { $repo }.
steer-opened = { $task } открыта.
steer-no-budget-used = Ни один её бюджет не исчерпан.
steer-spent-already = Уже потрачено { $sum }: назовите сумму побольше.
steer-model-one-word = Название модели — одно слово, например opus или gpt-5.
steer-model-long = { $longest ->
    [one] Названий моделей длиннее { $longest } знака не бывает.
    [few] Названий моделей длиннее { $longest } знаков не бывает.
   *[many] Названий моделей длиннее { $longest } знаков не бывает.
  }
steer-effort-unknown = Уровня { $effort } нет; есть { $efforts } или default.
steer-no-run-follows = Задача завершена: запусков больше не будет.
steer-model-default = модель из настроек
steer-model-named = модель { $value }
steer-effort-default = усердие из настроек
steer-effort-named = усердие { $value }
steer-chosen = Следующие запуски: { $what }.{ $atWork }{ $unused }
steer-at-work-goes-on = { " " }Текущий запуск ({ $role }) закончит с тем, с чем начал.
steer-model-unused = { " " }Но ни одна роль не берёт модель отсюда, или у всех уже такая.
steer-effort-unused = { " " }Но ни одна роль не берёт усердие отсюда, или у всех уже такое.

steer-takeover = Signalbox принял дела прежней установки. Пока вы не нажмёте «Продолжить», ничего не запускается.
steer-takeover-resume = Продолжить
steer-takeover-open = Незавершённых задач: { $count }
steer-takeover-no-jobs = Работ в очереди: 0
steer-takeover-jobs = Работ в очереди: { $count } ({ $jobs })
steer-takeover-job = { $role }, { $repo }
steer-takeover-none-frozen = Замороженных репозиториев нет
steer-takeover-frozen = Заморожены репозитории: { $repos }
steer-takeover-freeze = { $repo } ({ $reason })
steer-takeover-more = ещё { $more }
steer-takeover-cycle = Странно: эти задачи ждут друг друга: { $cycle }.
steer-takeover-orphans = { $count ->
    [one] Странно: { $count } работа в очереди не относится ни к одной задаче.
    [few] Странно: { $count } работы в очереди не относятся ни к одной задаче.
   *[many] Странно: { $count } работ в очереди не относятся ни к одной задаче.
  }
