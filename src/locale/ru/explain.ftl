explain-sentence = { SENTENCE($why) }

explain-unknown-stage = Этапа «{ $stage }» в этом конвейере нет; задача показана, но её не трогают.
explain-lift-unknown-stage = Сама не сдвинется; /cancel { $task } завершит её.

explain-lift-question = Ответьте на сообщение или /answer { $task } и ваш ответ, либо /cancel { $task }.
explain-lift-money = Увеличьте бюджет (/budget { $task } и сумма в долларах) или /cancel { $task }.
explain-lift-misconfigured = Когда исправите, /retry { $task }; или /cancel { $task }.
explain-lift-deploy-failed = Повторите (/retry { $task }), объявите релиз неисправным (/degrade { $task }) или /cancel { $task }.
explain-lift-deploy-failed-back = Повторите (/retry { $task }), откатите (/rollback { $task }), объявите релиз неисправным (/degrade { $task }) или /cancel { $task }.
explain-lift-failed = Повторите (/retry { $task }, можно с подсказкой) или /cancel { $task }.

explain-stopping = Останавливается.
explain-stopping-halt = Останавливается, чтобы спросить человека.
explain-stopping-budget = Останавливается: деньги закончились.
explain-stopping-cancel = Отменяется.
explain-stopping-changes = Останавливается: попросили доработать.
explain-stopping-merged = Останавливается: изменение слили вручную.
explain-stopping-pause = Останавливается: на паузу поставил(а) { $who }.
explain-stopping-resumed = Останавливается из-за паузы, которая уже снята: сразу продолжится.
explain-lift-stopping = Закончится, как только завершится то, что выполняется.

explain-ci-running = CI проверяет { $commit }.
explain-lift-ci-running = Продолжится, когда CI пройдёт.
explain-running = За работой: { $role }.
explain-starting = Запускается: { $role }.
explain-ready = На очереди: { $role }.
explain-lift-ready = Начнётся сразу.
explain-slots = { $slots ->
    [1] Единственный слот занят.
    [one] Занят весь { $slots } слот.
    [few] Заняты все { $slots } слота.
   *[many] Заняты все { $slots } слотов.
  }
explain-lift-slots = Начнётся, когда завершится любая из идущих работ.
explain-slots-project = { $slots ->
    [1] Единственный слот проекта { $project } занят.
    [2] Оба слота проекта { $project } заняты.
    [one] Занят весь { $slots } слот проекта { $project }.
    [few] Заняты все { $slots } слота проекта { $project }.
   *[many] Заняты все { $slots } слотов проекта { $project }.
  }
explain-lift-slots-project = Начнётся, когда завершится одна из идущих работ проекта { $project }.

explain-brd = Требования (BRD) ждут утверждения.
explain-lift-brd = Утвердите или попросите доработать: /approve { $task }, /reject { $task } причина.
explain-ci = Ждёт CI для { $commit }.
explain-lift-ci = Продолжится, когда CI пройдёт именно на этом коммите.
explain-the-commit = коммита
explain-lock = Блокировку слияния { $repo } держит { $holder }.
explain-lock-other = Блокировку слияния { $repo } держит другая задача.
explain-lift-lock = Продолжится, когда та задача закончит деплой или вернётся в разработку.
explain-publish = Ветка публикуется.
explain-update = Ветка обновляется до основной.
explain-lift-forge = Продолжится, когда она появится на git-сервере.
explain-merge = Изменение сливается.
explain-lift-merge = Продолжится, когда изменение окажется в основной ветке.
explain-failed = { $text } Не удалось: { $why }
explain-lift-failed-effect = Ещё одна попытка { $at }, или сразу: /retry { $task }.

explain-health = Идёт наблюдение за релизом.
explain-health-checks = { $checks ->
    [one] Идёт наблюдение за релизом (пока { $checks } проверка).
    [few] Идёт наблюдение за релизом (пока { $checks } проверки).
   *[many] Идёт наблюдение за релизом (пока { $checks } проверок).
  }
explain-health-failing = { $checks ->
    [one] Идёт наблюдение за релизом (пока { $checks } проверка, неудачных подряд: { $failures }).
    [few] Идёт наблюдение за релизом (пока { $checks } проверки, неудачных подряд: { $failures }).
   *[many] Идёт наблюдение за релизом (пока { $checks } проверок, неудачных подряд: { $failures }).
  }
explain-lift-health = Готово, если будет исправен до { $until }.
explain-lift-health-end = Готово, когда закончится наблюдение.

explain-no-job = Для этого этапа нет работы в очереди.
explain-lift-no-job = /retry { $task } поставит её в очередь.

explain-done = Готово.
explain-done-healthy = Готово: релиз исправен.
explain-degraded = Выпущено, но релиз неисправен: { $reason }.
explain-to-roll-back = Запрошен откат ({ $who }).
explain-lift-to-roll-back = Откат начнётся сам. До этого его можно отозвать: /rollback { $task } отмена.
explain-rolling-back = Идёт откат ({ $who }).
explain-lift-rollback = Закончится вместе с командой отката.
explain-lift-rollback-failed = Повторить: /rollback { $task }. { $repo } остаётся замороженным, пока его не разморозит человек: /unfreeze { $repo }.
explain-cancelled = Отменена.
explain-restart = { $text } { $who }: задачу снова перевели в начальное состояние.
explain-lift-restart = /restart { $task } откроет для неё новую задачу.
explain-lift-frozen = { $repo } заморожен, пока его не разморозят: /unfreeze { $repo }.

explain-unknown-role = Агента «{ $role }» в этом конвейере нет (есть { $known }).
explain-lift-left-alone = Показана, но её не трогают.
explain-unknown-repo = Репозитория «{ $repo }» нет ни в одном проекте файла проектов.
explain-lift-unknown-repo = Продолжится, когда этот репозиторий появится в файле проектов.
explain-unknown-task = Её задачи нет в этой базе.
explain-other-stage = В очереди работа роли «{ $role }», которой нечего делать на этапе «{ $stage }».
explain-lift-other-stage = Снимется, когда задача сдвинется; /retry { $task } поставит нужную.

explain-pause = Проект { $project } на паузе.
explain-pause-all = Всё на паузе.
explain-pause-stop = Всё аварийно остановлено (/stop all).
explain-lift-pause = Продолжится, когда снимут паузу: { $command }.

explain-usage-limit = Лимит аккаунта { $account } исчерпан: { $why }.
explain-lift-usage-limit = Продолжится, когда лимит обновится: { $at }.
explain-account = Аккаунт { $account } не работает: { $why }.
explain-lift-account = { $mend } Затем /retry { $task }.
explain-budget = Бюджет проекта { $project } на сегодня исчерпан: { $spent } из { $budget }.
explain-budget-all = Бюджет всех проектов на сегодня исчерпан: { $spent } из { $budget }.
explain-lift-budget = Продолжится { $at } или когда его увеличат: /budget { $task } и сумма в долларах.

explain-backoff = Новая попытка { $at }
explain-backoff-after = Новая попытка { $at } после ошибки: { $error }
explain-lift-backoff = Начнётся тогда же или сразу: /retry { $task }.

explain-dependency = Зависит от { $tasks }.
explain-blocker = { $task } ({ $stage })
explain-blocker-no-task = { $task } (задачи ещё нет)
explain-lift-dependency = { $count ->
    [one] Начнётся, когда будет готова { $tasks }.
    [few] Начнётся, когда будут готовы { $tasks }.
   *[many] Начнётся, когда будут готовы { $tasks }.
  }

explain-dependency-cancelled = Зависит от { $tasks }: ждать больше нечего.
explain-blocker-cancelled = { $task } — { $why }
explain-blocker-followed = { $task } — { $why }, начата заново как { $next }
explain-lift-dependency-cancelled = Продолжить без неё: { $drop }. Или отменить и эту: /cancel { $task }.
explain-lift-dependency-followed = Ждать { $next } вместо неё: /deps add { $task } { $next }. Продолжить без неё: { $drop }. Или отменить и эту: /cancel { $task }.
explain-dependency-failed = Зависит от { $task }, а там неудача: { $why }
explain-dependency-failed-more = Зависит от { $task } и { $others }, а там неудача. Первая: { $why }
explain-lift-dependency-failed = Начнётся, когда будет готова { $other }: /task { $other }. Продолжить без неё: { $drop }. Или отменить и эту: /cancel { $task }.

explain-circle = Задачи ждут друг друга, и ни одна не сдвинется: { $circle }.
explain-circle-lanes = Задачи ждут друг друга, и ни одна не сдвинется: { $circle } ({ $lanes }).
explain-lift-circle = Убрать зависимость: { $drop }. Или отменить одну из них: /cancel { $task }.

explain-serial = { $count ->
    [one] { $repo } берёт по одной задаче, сейчас в работе { $tasks }.
    [few] { $repo } берёт по одной задаче, сейчас в работе { $tasks }.
   *[many] { $repo } берёт по одной задаче, сейчас в работе { $tasks }.
  }
explain-serial-more = { $repo } берёт по одной задаче, сейчас в работе { $tasks } и ещё { $more }.
explain-lift-serial = { $count ->
    [one] Начнётся, когда { $tasks } завершится или будет отменена.
    [few] Начнётся, когда { $tasks } завершатся или будут отменены.
   *[many] Начнётся, когда { $tasks } завершатся или будут отменены.
  }
explain-lift-serial-all = Начнётся, когда все они завершатся или будут отменены.

explain-freeze = { $repo } заморожен: { $reason }.
explain-freeze-by = { $repo } заморожен из-за { $task }: { $reason }.
explain-unfreezing = заморозка снимается
explain-lift-freeze-rollback = Продолжится, когда закончится идущий откат и репозиторий разморозят: /unfreeze { $repo }.
explain-lift-freeze = Продолжится, когда репозиторий разморозят: /unfreeze { $repo }.

explain-role-analyst = аналитик
explain-role-architect = архитектор
explain-role-developer = разработчик
explain-role-reviewer = ревьюер
explain-role-tester = тестировщик
explain-role-staging-deployer = деплой на стенд
explain-role-deployer = деплой

explain-stage-created = создана
explain-stage-analysis = анализ
explain-stage-architecture = архитектура
explain-stage-development = разработка
explain-stage-review = ревью
explain-stage-testing = тестирование
explain-stage-staging = стенд
explain-stage-deploy = деплой
explain-stage-done = готова
explain-stage-cancelled = отменена
