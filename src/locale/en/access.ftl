access-takes-role = This takes the role { $needed } or one above it; yours is { $role }.
access-takes-highest = This takes the role { $needed }; yours is { $role }.
access-stranger = I don't know you yet. Your Telegram id is { $id }; the owner of this Signalbox can add it.
access-anonymous = You write in the name of a chat, so I cannot tell who you are. Write as yourself.
access-paired = This Signalbox is yours now: you are its owner. /help shows what I do, /settings adds people.
access-pair-taken = This Signalbox has an owner already, so the link is used up. Ask the owner to add you.
access-pair-void = This link is void. The newest one stands in the log of this Signalbox.
