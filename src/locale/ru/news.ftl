news-done = ✅ { $task }: готово.
news-cancelled = ✖️ { $task }: отменено.
news-failed = ❗️ { $task }: само дальше не пойдёт ({ $stage }), нужен человек.
news-degraded = ❄️ { $repo } заморожен из-за { $task }: { $reason }
