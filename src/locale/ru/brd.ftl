## Что решено

brd-approved = требования (BRD) утверждены
brd-changes-asked = в требования (BRD) попросили внести правки
brd-approved-in-part = требования утверждает { $who }, { $given } из { $needs }; ждём: { $names }
brd-not-asked = утверждения сейчас никто не ждёт
brd-about-older = ответ относится к прежней редакции требований
brd-answered = по этой редакции ответ уже дан
brd-voted = { $who } эту редакцию уже утверждает; ждём: { $names }
brd-why-waits = Требования (BRD) ждут утверждения: есть { $given } из { $needs }, ждём: { $names }.
brd-not-counted = голос { $who } здесь не учитывается; утвердить должны: { $names }

## Что отвечаем

brd-done-approved = Утверждено.
brd-done-rejected = Отправлено на доработку с вашими правками.
brd-done-counted = Учтено: { $why }.
brd-unchanged = Ничего не изменилось: { $why }.
brd-unknown = Этот запрос больше не известен.
brd-approved-by = Эту редакцию уже утвердили: { $who }, { $ago }.
brd-rejected-by = Эту редакцию уже вернули на доработку: { $who }, { $ago }.
brd-same-again = Тот запрос закрыт; о том же тексте спрашиваем заново.
brd-older = Это была редакция { $asked }; решать надо о редакции { $current }.
brd-older-closed = Это была редакция { $asked }, её заменили. { $current }: { $why }
brd-ago-now = только что
brd-ago-seconds = { $count } с назад
brd-ago-minutes = { $count } мин назад
brd-ago-hours = { $count } ч назад
brd-ago-days = { $count } дн. назад

## Документ

brd-head = BRD { $task } · редакция { $revision }
brd-part = BRD { $task } · редакция { $revision } · часть { $number } из { $count }
brd-asks-any = Аналитик ждёт ответа от любого, кто может утверждать.
brd-asks-one = Аналитик ждёт ответа: { $names }.
brd-asks-all = Аналитик ждёт ответа: { $names }; утвердить должны все.
brd-asks-some = Аналитик ждёт ответа: { $names }; утвердить должны { $needs } из них.
brd-given = Уже утвердили: { $names }.
brd-size = { $words ->
    [one] { $words } слово
    [few] { $words } слова
   *[other] { $words } слов
  }, { $headings ->
    [0] без заголовков
    [one] { $headings } заголовок
    [few] { $headings } заголовка
   *[other] { $headings } заголовков
  }
brd-changed = Изменения с редакции { $revision }: +{ $added } −{ $removed } строк
brd-changed-much = Переписано после редакции { $revision }
brd-asked-for = Просьба ({ $who }): «{ $comment }»
brd-contents = Содержание
brd-more = … ещё { $count }
brd-long = Документ длинный: ниже начало, целиком он в файле.
brd-rest = … ещё около { $count ->
    [one] { $count } знака — в файле.
   *[other] { $count } знаков — в файле.
  }
brd-empty = Документ пуст.
brd-file = BRD { $task } целиком · редакция { $revision }
brd-end-approved = Утверждено: { $who }.
brd-end-rejected = Возвращено на доработку ({ $who }): «{ $comment }»
brd-end-replaced = { $head }: заменена редакцией { $current }.
brd-end-void = Вопрос снят.
brd-open = Открыть

## Что изменилось

brd-diff = BRD { $task }, редакция { $from } → { $to }: +{ $added } −{ $removed } строк
brd-diff-much = BRD { $task }, редакция { $from } → { $to }: изменений слишком много, чтобы показать их по строкам
brd-diff-same = BRD { $task }, редакция { $from } → { $to }: строки те же
brd-diff-cut = … целиком — в файле.
brd-diff-file = Все изменения в BRD { $task }, редакция { $from } → { $to }

## Команды и ответы

brd-outcome = { $task }, редакция { $revision }: { $outcome }
brd-not-waiting = { $task } не ждёт утверждения: { $why }
brd-only-revision = После задачи может стоять только редакция: /approve { $task } { $revision }. Чтобы попросить правки: /reject { $task } и что изменить.
brd-no-revision = У { $task } нет редакции { $asked }; решать надо о { $current }.
brd-say-reason = Напишите, что изменить: /reject { $task } причина.
brd-ask-changes = Что изменить в BRD { $task } (редакция { $revision })? Ответьте на это сообщение.
brd-ask-changes-hint = Что изменить
brd-ask-answer = Ваш ответ на вопрос { $task }? Ответьте на это сообщение.
brd-ask-answer-hint = Ваш ответ
brd-asked-by = Спрашивает { $who }
brd-words-only = Я читаю только текст: ответьте словами на то же сообщение.
brd-words-taken = { $outcome } Переданы только слова: файл остаётся здесь.
brd-how-to-reject = Если это к { $task }: ответьте на мой вопрос (удерживайте его, затем «Ответить») или напишите /reject { $task } и ваши слова.
brd-how-to-answer = Если это к { $task }: ответьте на мой вопрос (удерживайте его, затем «Ответить») или напишите /answer { $task } и ваши слова.
brd-task-gone = Эта задача больше не известна.

## Что пришло извне

brd-stale-words = { $what } ({ $who }) — о редакции { $asked }, решать надо о { $current }: не учтено
brd-stale-commit = { $what } ({ $who }) — о прежнем коммите, а не о редакции { $current }: не учтено
