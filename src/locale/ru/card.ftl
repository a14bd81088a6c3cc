card-approve = Утвердить
card-changes = Правки…
card-open = Открыть
card-retry = Повторить
card-answer = Ответить…
card-rollback = Откатить
card-withdraw = Не откатывать
card-degrade = Релиз неисправен
card-stop = Остановить
card-cancel = Отменить…
card-restart = Начать заново
card-raise = Поднять до { $sum }
card-resume = Продолжить
card-unfreeze = Разморозить…
card-show = Открыть { $task }
card-without = Продолжить без { $task }
card-follow = Ждать { $task }
card-cancel-too = Отменить и эту…
card-confirm = Точно отменить
card-keep = Оставить

card-change = пулл-реквест
card-ci-waiting = ⚪️ CI ждёт
card-ci-running = 🟡 CI идёт
card-ci-green = 🟢 CI зелёный
card-ci-red = 🔴 CI красный
card-priority-high = ⬆️ высокий приоритет
card-priority-low = ⬇️ низкий приоритет

card-began = начато { $since }
card-round = круг { $count }
card-attempt = попытка { $number } из { $of }
card-turns = { $count ->
    [one] { $count } ход
    [few] { $count } хода
   *[many] { $count } ходов
}
card-in-session = сессия продолжена
card-tokens = { $input } вх. / { $output } исх.

card-your-time-began = Ваше время: пошло { $since }
card-your-time-before = до этого { $time }
card-revision = Редакция { $revision } · { $command }
card-votes = Утвердили { $given } из { $needs }
card-votes-missing = ждём: { $names }
card-recovered = Восстановлено, вебхук не пришёл: { $what }

card-merged = Слито как { $commit }
card-total-time = всего { $time }
card-cost-of = { $cost } из { $budget }
card-budget = бюджет { $budget }
card-rework = доработок: { $count }
card-your-time = ваше время { $time }
