deps-log-now = теперь ждёт { $task }
deps-log-awaited = теперь ждёт { $task } (задачи ещё нет)
deps-log-gone = больше не ждёт { $task }
deps-log-has-task = { $task }, которую ждёт эта задача, открыта
deps-log-circle = не может ждать { $task }: они ждали бы друг друга ({ $circle })
deps-log-unknown = не может ждать { $task }: таких номеров нет ни в одном проекте
deps-log-instead = теперь ждёт { $task } вместо { $old }
deps-gone = Этой задачи больше нет.
deps-ended = { $task } завершена: она больше ничего не ждёт.
deps-already = { $task } уже ждёт { $other }.
deps-other-done = { $other } готова: ждать нечего.
deps-other-cancelled = { $other } отменена и готова не будет: не добавлено.
deps-unknown = Задачи { $other } нет, и таких номеров нет ни в одном проекте.
deps-added = { $task } теперь ждёт { $other }.
deps-added-awaited = { $task } ждёт { $other }: такой задачи ещё нет, зависимость начнёт действовать, когда она откроется.
deps-added-instead = { $task } теперь ждёт { $other } вместо { $old }.
deps-refused = Нельзя, они ждали бы друг друга: { $circle }
deps-refused-lane = Нельзя, они ждали бы друг друга: { $circle } ({ $lanes })
deps-lane = { $waits } ждёт репозиторий, который занят { $for }
deps-removed = { $task } больше не ждёт { $other }.
deps-not-there = { $task } не ждёт { $other }.
deps-free = Больше ей ждать некого.
deps-run-first = Сначала закончит агент, который сейчас работает ({ $role }); следующий этап подождёт.
deps-off = Зависимости здесь ничего не удерживают: TASK_DEPS_ENABLED=false.
deps-all = Кто кого ждёт
deps-none = Ни одна задача не ждёт другую.
deps-advice = /deps ID покажет одну задачу, /deps add A B заставит A ждать B, /deps graph нарисует схему.
deps-line = { $task } ждёт { $others }
deps-which = Что именно? { $add } — { $task } будет ждать { $other }; { $remove } — перестанет.
deps-task-free = { $task } не ждёт других задач.
deps-task-waits = { $task } ждёт:
deps-one = { $task } ({ $stage })
deps-one-awaited = { $task } (задачи ещё нет)
deps-behind = { $task } ждут: { $others }
deps-add-example = Добавить: { $example }
deps-graph-button = Схема
deps-no-project = Проекта { $word } нет. Проекты: { $list }. Например: { $example }
deps-graph-empty = Рисовать нечего: ни одна задача не ждёт другую.
deps-caption = { $count ->
    [one] { $count } открытая задача
    [few] { $count } открытые задачи
   *[many] { $count } открытых задач
 }, { $edges ->
    [one] { $edges } зависимость
    [few] { $edges } зависимости
   *[many] { $edges } зависимостей
 }. Стрелки ведут от того, что делается раньше, к тому, что ждёт.
deps-caption-left = Не показано, потому что ни с чем не связано: { $count ->
    [one] ещё { $count } открытая задача.
    [few] ещё { $count } открытые задачи.
   *[many] ещё { $count } открытых задач.
 }
deps-stage-created = создана
deps-stage-analysis = анализ
deps-stage-architecture = архитектура
deps-stage-development = разработка
deps-stage-review = ревью
deps-stage-testing = тестирование
deps-stage-staging = стенд
deps-stage-deploy = деплой
deps-stage-done = готова
deps-stage-cancelled = отменена
deps-stage-none = задачи ещё нет
deps-asks = ждёт вас
