access-takes-role = Для этого нужна роль { $needed } или выше, а у вас { $role }.
access-takes-highest = Для этого нужна роль { $needed }, а у вас { $role }.
access-stranger = Я вас пока не знаю. Ваш Telegram id — { $id }; владелец этого Signalbox может вас добавить.
access-anonymous = Вы пишете от имени чата, и я не вижу, кто вы. Напишите от своего имени.
access-paired = Этот Signalbox теперь ваш: вы его владелец. Что я умею: /help. Добавить людей: /settings.
access-pair-taken = У этого Signalbox уже есть владелец, ссылка использована. Попросите его добавить вас.
access-pair-void = Эта ссылка недействительна. Самая новая — в журнале этого Signalbox.
