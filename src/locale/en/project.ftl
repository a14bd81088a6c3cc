project-unknown = I know no project { $word }. Projects: { $list }.
project-gone = That project is not configured any more.
project-more = Press one for its roles and chats.
project-open = { $count ->
    [0] nothing open
    [one] { $count } open
   *[other] { $count } open
 }{ $asking ->
    [0] {""}
    [one] , { $asking } waits for a person
   *[other] , { $asking } wait for a person
 }
project-spent = { $spent } today
project-spent-of = { $spent } of { $budget } today
project-paused = paused
project-frozen = frozen
project-repo = Repository { $repo }, branch { $branch }, forge { $forge }
project-tracker = Tracker: { $tracker }
project-no-tracker = none
project-board = the built-in board
project-chat = Chat: { $chat }{ $further ->
    [0] {""}
    [one] {" "}and { $further } for notices
   *[other] {" "}and { $further } for notices
 }
project-no-chat = Chat: none
project-here = this one
project-approvers-any = Approval: anybody who may
project-approvers = Approval: { $needs } of { $of }
project-command = command
project-well = All is well.
project-troubles = Needs a look:
project-unreachable = { $project }: { $what } cannot be looked at ({ $why })
project-held = Account { $account } waits: { $why }
project-held-until = Account { $account } waits: { $why }, until { $until }
project-cli-missing = Account { $account }: the program of { $runner } is not there
project-disk-unknown = The disk cannot be asked: { $why }
project-disk-little = Little room on the disk: { $free }
project-parked = { $count ->
    [one] { $count } chat cannot be written to: /queue
   *[other] { $count } chats cannot be written to: /queue
 }
project-all-paused = Everything is paused: /resume
project-some-paused = Paused: { $list }
project-some-frozen = Frozen: { $list }
project-never = never
project-telegram-polling = Telegram: polling, last message before yours { $before }
project-telegram-webhook = Telegram: webhook, last message before yours { $before }
project-slots = Agents: { $used } of { $all } slots, { $queued } queued
project-asking = Waiting for a person: { $count }
project-accounts = Accounts: { $list }
project-database = Database: { $size }, last copy { $copied }
project-disk = Disk: { $free } free
project-reconciled = Trackers and forges looked at { $when }
project-up = Signalbox { $version }, started { $since }
project-megabytes = { $size } MB
project-gigabytes = { $size } GB
