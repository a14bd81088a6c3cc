new-opened = Задача { $task } открыта в { $project }: «{ $title }».
new-with-files = { $count ->
    [one] С ней { $count } файл.
    [few] С ней { $count } файла.
   *[many] С ней { $count } файлов.
}
new-no-card = У проекта { $project } нет чата, поэтому карточки нет; её покажет /task { $task }.
new-card-elsewhere = Карточка — в чате проекта.
new-untracked = Plane о ней не знает: не задан PLANE_API_KEY.
new-no-item = Задача не открыта: не удалось создать её в трекере: { $why }
new-files-in-chat = Файлы в чате: { $names }
new-wrote = { $author } пишет:
    { $text }

new-heading = Новая задача
new-heading-in = Новая задача в { $project }
new-ask-project = Для какого она проекта?
new-ask-title = Как её назвать? Одной строкой.
new-ask-description = Опишите её или нажмите «Пропустить».
new-ask-files = Пришлите фото, документы или ещё текст, затем нажмите «Готово».
new-reply-here = Ответьте на это сообщение.
new-skip = Пропустить
new-done = Готово
new-cancel = Отмена

new-cancelled = Задача не открыта.
new-over = Задача не открыта: вы начали заново.
new-nothing-begun = Вы здесь ничего не начинали. Новая задача: /new.
new-out-of-date = Это не ваша задача, или кнопка устарела. Новая задача: /new.
new-too-early = Сначала проект и название.
new-unknown-project = Проекта { $name } я не знаю.
new-project-gone = Этого проекта больше нет.
new-no-projects = Не настроен ни один проект.
new-empty-title = Задаче нужно название.
new-no-words = Я понимаю текст, фото и документы.

new-attached = { $names } → { $task }. Увидит агент, который запустится следующим.
new-task-gone = Такой задачи больше нет.
new-task-ended = Эта задача завершена, файл не приложен. Новая задача: /new.
new-begun-already = { $task } уже начата без этого. /stop { $task }, затем /retry { $task } и то, что важно знать.
new-other-file = Я беру фото и документы. Пришлите это как документ.
new-file-too-big = { $name } больше 20 МБ — Telegram такого ботам не отдаёт. Пришлите ссылку.
new-too-many-files = У задачи не больше { $most } файлов; остальные не приложены.
new-file-lost = { $name } не дошёл до { $task }: { $why }. Пришлите ещё раз ответом на карточку задачи.
