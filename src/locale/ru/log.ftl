log-no-run = У { $task } ещё не было запусков.
log-no-log = У { $task } нет запусков с журналом здесь; были: { $roles }.
log-no-role = У { $task } не было запусков роли { $role }; были: { $roles }.
log-nothing = Запуск ничего не написал.
log-at-work = работает
log-ended = завершён
log-exit = код выхода { $code }
log-whole = { $run }, целиком
