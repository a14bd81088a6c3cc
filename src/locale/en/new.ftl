new-opened = { $task } opened in { $project }: “{ $title }”.
new-with-files = { $count ->
    [one] Its file comes along.
   *[other] Its { $count } files come along.
}
new-no-card = Project { $project } has no chat, so there is no card; /task { $task } shows it.
new-card-elsewhere = Its card is in the project's chat.
new-untracked = Plane does not know of it, because PLANE_API_KEY is not set.
new-no-item = Nothing was opened, because the work item could not be made: { $why }
new-files-in-chat = Files in the chat: { $names }
new-wrote = { $author } wrote:
    { $text }

new-heading = New task
new-heading-in = New task in { $project }
new-ask-project = Which project is it for?
new-ask-title = What is its title? One line.
new-ask-description = Describe it, or press Skip.
new-ask-files = Send photos, documents or more words, then press Done.
new-reply-here = Reply to this message.
new-skip = Skip
new-done = Done
new-cancel = Cancel

new-cancelled = No task was opened.
new-over = No task was opened: you began anew.
new-nothing-begun = You have no task begun here. /new begins one.
new-out-of-date = Not yours to fill in, or out of date. /new begins one.
new-too-early = First the project and the title.
new-unknown-project = I know no project { $name }.
new-project-gone = That project is not there any more.
new-no-projects = No project is configured.
new-empty-title = A task takes a title.
new-no-words = I take words, photos and documents.

new-attached = { $names } → { $task }. The next agent that starts finds it.
new-task-gone = That task is not known any more.
new-task-ended = That task has ended, so nothing was attached. /new opens another.
new-begun-already = { $task } has begun without it. /stop { $task }, then /retry { $task } and what it needs to know.
new-other-file = I take photos and documents. Send it as a document.
new-file-too-big = { $name } is over 20 MB, more than Telegram hands to bots. Link to it instead.
new-too-many-files = A task takes { $most } files; the rest was left out.
new-file-lost = { $name } did not reach { $task }: { $why }. Send it again as a reply to the task's card.
