project-unknown = Проекта { $word } нет. Проекты: { $list }.
project-gone = Этого проекта больше нет в настройках.
project-more = Нажмите на проект, чтобы увидеть роли и чаты.
project-open = { $count ->
    [0] открытых нет
    [one] { $count } открытая
    [few] { $count } открытые
   *[many] { $count } открытых
 }{ $asking ->
    [0] {""}
    [one] , { $asking } ждёт ответа
   *[other] , { $asking } ждут ответа
 }
project-spent = { $spent } сегодня
project-spent-of = { $spent } из { $budget } сегодня
project-paused = на паузе
project-frozen = заморожен
project-repo = Репозиторий { $repo }, ветка { $branch }, git-сервер { $forge }
project-tracker = Трекер: { $tracker }
project-no-tracker = нет
project-board = встроенная доска
project-chat = Чат: { $chat }{ $further ->
    [0] {""}
    [one] {" "}и ещё { $further } для уведомлений
   *[other] {" "}и ещё { $further } для уведомлений
 }
project-no-chat = Чат: нет
project-here = этот
project-approvers-any = Утверждает: любой, у кого есть право
project-approvers = Утверждают: { $needs } из { $of }
project-command = команда
project-well = Всё в порядке.
project-troubles = Требует внимания:
project-unreachable = { $project }: не проверить { $what } ({ $why })
project-held = Аккаунт { $account } ждёт: { $why }
project-held-until = Аккаунт { $account } ждёт: { $why }, до { $until }
project-cli-missing = Аккаунт { $account }: программа { $runner } не найдена
project-disk-unknown = Диск не отвечает: { $why }
project-disk-little = На диске мало места: { $free }
project-parked = { $count ->
    [one] В { $count } чат нельзя писать: /queue
    [few] В { $count } чата нельзя писать: /queue
   *[many] В { $count } чатов нельзя писать: /queue
 }
project-all-paused = Всё на паузе: /resume
project-some-paused = На паузе: { $list }
project-some-frozen = Заморожено: { $list }
project-never = ни разу
project-telegram-polling = Telegram: опрос, предыдущее сообщение { $before }
project-telegram-webhook = Telegram: вебхук, предыдущее сообщение { $before }
project-slots = Агенты: занято { $used } из { $all }, в очереди { $queued }
project-asking = Ждут человека: { $count }
project-accounts = Аккаунты: { $list }
project-database = База: { $size }, последняя копия { $copied }
project-disk = Диск: свободно { $free }
project-reconciled = Трекеры и git-серверы проверены { $when }
project-up = Signalbox { $version }, запущен { $since }
project-megabytes = { $size } МБ
project-gigabytes = { $size } ГБ
