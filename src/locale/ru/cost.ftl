cost-no-sum = { $typed } — не сумма в долларах. Например: /budget { $task } 20, или 20.50, или $20.
cost-budget-head = Из чего тратит { $task }:
cost-budget-none = • задача: { $spent }, без предела
cost-budget-task = задача
cost-budget-project = { $project } за сегодня
cost-budget-all = все проекты за сегодня
cost-budget-line = • { $whose }: { $spent } из { $budget }
cost-budget-over = • { $whose }: { $spent } из { $budget }, исчерпано
cost-budget-advice = /budget { $task } и сумма в долларах задаёт бюджет задачи или поднимает исчерпанный сегодняшний.
cost-model-settings = У { $task } модель из настроек:
cost-model-chosen = У { $task } модель { $value }:
cost-model-advice = /model { $task } ИМЯ задаёт её для следующих запусков, /model { $task } default отменяет.
cost-effort-settings = У { $task } усердие из настроек:
cost-effort-chosen = У { $task } усердие { $value }:
cost-effort-advice = /effort { $task } УРОВЕНЬ задаёт его для следующих запусков, /effort { $task } default отменяет.
cost-a-program = программа
cost-as-cli = как решит CLI
cost-choice = • { $role }: { $value } ({ $runner })
cost-choice-own = • { $role }: { $value }, для этой задачи ({ $runner })
cost-unknown-task = Я не знаю задачи { $typed }. Есть /cost, /cost today, /cost week, /cost month и /cost с ID.
cost-head = Расходы
cost-head-task = Расходы { $task }
cost-guess = ≈ — часть суммы оценена нами по токенам и ценам.
cost-line = { $name }: { $parts }
cost-nothing = ничего
cost-not-known = стоимость неизвестна
cost-tokens = { $tokens } токенов
cost-runs = { $count ->
    [one] { $count } запуск
    [few] { $count } запуска
   *[other] { $count } запусков
  }
cost-by-task = По задачам
cost-by-repository = По репозиториям
cost-by-day = По дням
cost-by-role = По ролям
cost-by-model = По моделям
cost-more = … и ещё { $count }
cost-not-told = не указано
cost-today = Сегодня
cost-week = За 7 дней
cost-month = За 30 дней
cost-in-all = Всего
