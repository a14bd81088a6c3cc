why-and = { $why }; { $next }
why-a-person = кто-то

why-asked-first = по этой задаче сначала ждут ответа человека
why-run-first = идёт запуск, до его конца этап не меняется
why-unknown-task = конвейер не знает этой задачи
why-unknown-stage = её этапа в этом конвейере нет; её можно только отменить
why-run-under-way = идёт её запуск
why-ended = задача завершена

why-opened = открыта
why-open-already = задача уже открыта
why-stopped-by = остановлено ({ $who })
why-ci-stopped-by = CI остановлен ({ $who })
why-stopping-already = уже останавливается
why-paused-by = поставлено на паузу ({ $who })
why-branch-kept = ветка { $branch } остаётся на { $commit }: в ней есть коммиты людей
why-untidied = убрано не всё: { $why }
why-deploy-finishes = деплой из-за паузы не прерывают
why-being-stopped = останавливается
why-stop-first = сначала запуск остановится: { $why }
why-asked-already = ничего не выполняется; человека уже спросили
why-nothing-running = ничего не выполняется
why-cancelled-by = отменена ({ $who })
why-cancelled-late = отменена ({ $who }), когда изменение уже попало в основную ветку
why-cancelled-merged = отменена ({ $who }), когда изменение уже было влито
why-cancelled-landed = отменена, когда её изменение уже попало в основную ветку
why-cancelled-undeployed = отменена, когда её изменение уже было влито; влитое не развёрнуто
why-done-already = задача уже готова
why-cancelled-already = задача уже отменена
why-cancelling-already = уже отменяется
why-answered-by = ответ: { $who }
why-retried-by = новая попытка ({ $who })
why-nothing-to-retry = повторять нечего
why-answer-wanted = агент задал вопрос: напишите ответ после /answer и номера задачи

why-no-brd-file = нет файла BRD: в 01-brd.md ничего не записано
why-brd-still-rejected = BRD всё ещё в той редакции, которую отклонили
why-brd-written = BRD написан
why-brd-waits = BRD ждёт утверждения
why-brd-changed = утверждённый BRD изменён
why-brd-deleted = утверждённый BRD удалён
why-brd-changed-by = утверждённый BRD изменён ({ $who })
why-brd-deleted-by = утверждённый BRD удалён из ветки ({ $who })
why-no-review-open = прежняя установка не ждёт проверки BRD
why-brd-not-found = BRD, который был на проверке, не найден
why-review-taken-over = проверка BRD принята от прежней установки
why-no-adr = в 06-adr/ нет ни одного ADR
why-architecture-decided = архитектура выбрана
why-nothing-changed = вне docs/work-items/ ничего не изменено
why-developed = изменение разработано
why-review-approved = ревью пройдено
why-review-changes = ревью просит доработать
why-tests-passed = тесты пройдены
why-tests-failed = тесты не пройдены
why-staging-passed = стенд пройден
why-staging-passed-unmerged = стенд пройден, но без слияния с основной веткой
why-staging-failed = стенд не пройден
why-deployed = развёрнуто
why-deploy-reported = деплой сообщил об ошибке: { $findings }
why-no-staging-waits = прежняя установка не ждёт проверки на стенде
why-staging-anew = принято от прежней установки; проверка на стенде начинается заново

why-not-publishing = ничего не публиковалось
why-published = опубликовано
why-published-no-ci = опубликовано; CI не настроен
why-no-ci-awaited = результата CI никто не ждёт
why-no-ci-run = запуска CI никто не ждёт
why-ci-other-commit = результат CI относится к другому коммиту
why-ci-green = CI пройден
why-ci-red = CI не пройден
why-no-ci = CI больше не настроен
why-ci-vanished = запуск CI пропал без кода выхода
why-ci-ended-outside = CI завершили извне (код выхода { $status })
why-lock-not-awaited = блокировки слияния никто не ждёт
why-lock-taken = блокировка слияния занята
why-lock-free = блокировка слияния свободна
why-blocked = задача зависит от того, что ещё не готово
why-not-updating = ветка не обновлялась
why-up-to-date = ветка обновлена
why-up-to-date-no-ci = ветка обновлена; CI не настроен
why-conflicts = ветка конфликтует с основной
why-not-waiting-frozen = задача не ждёт разморозки репозитория
why-still-frozen = репозиторий ещё под заморозкой
why-unfrozen = заморозка репозитория снята
why-not-merging = ничего не сливалось
why-landed = изменение в основной ветке
why-landed-no-deploy = изменение в основной ветке; деплой не настроен, пропущен
why-moved-on = основная ветка ушла вперёд
why-moved-on-often = { $count ->
    [one] пока изменение сливали, основная ветка ушла вперёд { $count } раз
    [few] пока изменение сливали, основная ветка ушла вперёд { $count } раза
   *[many] пока изменение сливали, основная ветка ушла вперёд { $count } раз
  }
why-no-watch = наблюдение не идёт
why-healthy = релиз исправен
why-deploy-failed = деплой не удался
why-degraded = релиз неисправен: { $reason }
why-health-unconfigured = проверка его состояния больше не настроена
why-health-failed = { $failures ->
    [one] неудачных проверок подряд: { $failures }, последняя: { $fault }
    [few] неудачных проверок подряд: { $failures }, последняя: { $fault }
   *[many] неудачных проверок подряд: { $failures }, последняя: { $fault }
  }
why-rollback-by = { $who } откатывает релиз
why-rollback-nothing = ничего из этой задачи ещё не влито
why-rollback-undeployed = влитое из этой задачи не развёртывалось: откатывать нечего
why-rollback-too-soon = её релиз ещё идёт: откатить можно, когда он не удался или объявлен неисправным
why-rollback-none = для этого проекта не настроена команда отката
why-rollback-under-way = в этом репозитории уже идёт откат
why-rollback-done = релиз уже откачен
why-rollback-not-latest = с тех пор вышел другой релиз
why-rollback-not-frozen = репозиторий не заморожен: сначала заморозьте его, чтобы тем временем ничего не влилось
why-rolled-back = откат выполнен за { $time } ({ $who })
why-rollback-failed = откат не удался ({ $who }): { $why }
why-rollback-vanished = команда пропала без кода выхода; что она успела сделать, неизвестно
why-rollback-not-begun = команду не удалось запустить
why-rollback-overtime = команда не уложилась в отведённое время
why-rollback-output = команда вывела больше допустимого
why-rollback-stopped = команду остановили
why-rollback-exit = команда завершилась с кодом выхода { $status }
why-rollback-withdrawn = откат ({ $asker }) отозван до начала ({ $who }); ничего не откачено: задача остаётся как есть ({ $stage }), а репозиторий замороженным
why-withdraw-begun = откат уже начался и на полпути не останавливается
why-withdraw-failed = откат уже закончился: он не удался
why-withdraw-already = откат уже отозван
why-withdraw-none = отката этого релиза никто не просил
why-rollback-holds = идёт откат { $repo } ({ $who }): открыть можно, когда он закончится или будет отозван до начала
why-effect-not-awaited = { $effect ->
    [publish] публикации никто не ждёт
    [update] обновления ветки никто не ждёт
    [merge] слияния никто не ждёт
   *[ci] CI никто не ждёт
  }
why-refused = { $effect ->
    [publish] не удалось опубликовать ветку: { $why }
    [update] не удалось обновить ветку: { $why }
    [merge] не удалось слить изменение: { $why }
   *[ci] не удалось запустить CI: { $why }
  }
why-tried-times = { $count ->
    [one] { $why }; { $count } попытка
    [few] { $why }; { $count } попытки
   *[many] { $why }; { $count } попыток
  }
why-times = { $count ->
    [one] { $why }, { $count } раз
    [few] { $why }, { $count } раза
   *[many] { $why }, { $count } раз
  }

why-then-lock-taken = { $why }; блокировка слияния занята
why-then-blocked = { $why }; зависит от того, что ещё не готово
why-then-no-staging = { $why }; стенд не настроен, пропущен
why-then-frozen = { $why }; репозиторий под заморозкой
why-then-no-health = { $why }; проверка состояния не настроена
why-rework = { $why }: доработка { $round }
why-rework-repeats = { $why }, с теми же замечаниями, что в прошлый раз
why-rework-limit = { $why }: лимит доработок исчерпан

why-merge-found-later = слияние обнаружится, когда изменение пойдёт в основную ветку
why-merge-lacks-commit = в слитом нет коммита, который сейчас публикуется
why-merged-early = { $who }: изменение слито до того, как его разработали
why-merged-by = слито ({ $who })
why-merge-taken-up = слито ({ $who }); то, что попало в основную ветку, проверяется на стенде
why-landing = изменение сливается или уже в основной ветке
why-halted-by = приостановлено ({ $who })
why-none-developed = готового изменения, ждущего слияния, нет
why-changes-by = { $who } просит доработать
why-same-commit = задача уже стоит на этом коммите
why-looked-at-later = ветку проверят ещё раз перед слиянием
why-branch-continued = { $who }: новые коммиты в ветке
why-change-closed = пулл-реквест закрыт ({ $who })
why-item-moved = задача в трекере переведена в { $state } ({ $who })
why-item-deleted = задача в трекере удалена ({ $who })
why-item-archived = задача в трекере убрана в архив ({ $who })
why-item-gone = задача в трекере удалена или в архиве ({ $who })
why-title-changed = новый заголовок: «{ $title }»
why-description-changed = описание изменено
why-changes-while = { $who } просит доработать, но { $meanwhile }
why-changes-while-said = { $who } просит доработать, но { $meanwhile }: { $line }
why-while-landing = изменение уже сливается
why-while-at-work = за работой { $role }
why-not-counted = { $what }: { $who }, без роли { $needed } в people, не учтено
why-word-approved = утверждение в { $system }
why-word-rejected = отклонение в { $system }
why-word-changes = просьба доработать в { $system }
why-word-command = /{ $command } в { $system }
why-plane-untold = не удалось сообщить в Plane: { $why }
why-change-untold = не удалось написать в пулл-реквест: { $why }

why-nothing-under-way = ничего не выполнялось
why-something-under-way = что-то выполняется
why-waits-elsewhere = задача ждёт другого
why-left-so = так оставила прежняя установка; решает человек
why-restart-asked = задачу в трекере снова перевели в начальное состояние; ниже вопрос об этом
why-started-again = начата заново как { $task }

why-no-job-running = работа по этой задаче не выполнялась
why-other-stage = завершилась работа роли «{ $role }»; на этапе «{ $stage }» она ничего не меняет
why-history-rewritten = запуск переписал историю своей ветки
why-denied = { $why }; не разрешено: { $denied }
why-agent-asks = агент спрашивает
why-granted-meanwhile = { $why }; тем временем бюджет увеличен
why-same-times = { $count ->
    [one] { $why } ({ $count } раз одно и то же)
    [few] { $why } ({ $count } раза одно и то же)
   *[many] { $why } ({ $count } раз одно и то же)
  }
why-attempts-used = { $why } (попытка { $attempt } из { $most })
why-attempt = { $why }; попытка { $attempt } из { $most }
why-happened-times = { $count ->
    [one] { $why }; так было { $count } раз
    [few] { $why }; так было { $count } раза
   *[many] { $why }; так было { $count } раз
  }
why-twice = { $why }, дважды подряд
why-tried-again = { $why }; будет новая попытка
why-overtime = { $role }: превышено время, запуск остановлен
why-silent = { $role }: слишком долго без ответа, запуск остановлен
why-run-stopped = { $role }: запуск остановлен
why-run-paused = { $role }: запуск остановлен из-за паузы
why-vanished = { $role }: запуск пропал без кода выхода
why-output-limit = { $role }: слишком большой вывод, он обрезан
why-ended-outside = { $role }: запуск завершили извне (код выхода { $status })
why-not-configured = { $role }: больше не настроен
why-never-began = остановлено до начала запуска

why-no-agent = ни один агент не работает
why-deploy-goes-on = деплой не прерывают из-за цены
why-budget-used = бюджет исчерпан
why-budget-task = бюджет этой задачи исчерпан: { $spent } из { $budget }
why-budget-project = бюджет { $project } на сегодня исчерпан: { $spent } из { $budget }
why-budget-all = бюджет всех проектов на сегодня исчерпан: { $spent } из { $budget }
why-raised = { $who }: бюджет увеличен — { $raises }
why-raised-task = задаче до { $sum }
why-raised-project = { $project } на сегодня до { $sum }
why-raised-all = всем проектам на сегодня до { $sum }
why-chosen = { $who }: на следующие запуски { $what }
