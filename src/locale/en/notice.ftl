notice-task-moved = ↓ { $task } moved below
notice-moved = ↓ moved below
notice-withdrawn = ✕ no longer current
notice-chat-paused = • { $chat }: Telegram wants silence until { $until }
notice-chat-moved = • { $chat } became the supergroup { $to }
notice-topic-trouble = • { $chat }, topic “{ $topic }”: { $why }
