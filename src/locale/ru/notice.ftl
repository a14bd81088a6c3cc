notice-task-moved = ↓ { $task }: перенесено ниже
notice-moved = ↓ перенесено ниже
notice-withdrawn = ✕ уже неактуально
notice-chat-paused = • { $chat }: Telegram просит тишины до { $until }
notice-chat-moved = • { $chat } теперь супергруппа { $to }
notice-topic-trouble = • { $chat }, тема «{ $topic }»: { $why }
