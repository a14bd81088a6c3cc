## What is decided

brd-approved = the BRD was approved
brd-changes-asked = changes to the BRD were asked for
brd-approved-in-part = { $who } approved the BRD, { $given } of { $needs }; it waits for { $names }
brd-not-asked = no approval is being asked for
brd-about-older = the answer is about an older revision of the BRD
brd-answered = this revision was answered already
brd-voted = { $who } has approved this revision already; it waits for { $names }
brd-why-waits = The requirements (BRD) wait for approval: { $given } of { $needs } given, waiting for { $names }.
brd-not-counted = the word of { $who } does not count here; the approval waits for { $names }

## What is answered

brd-done-approved = Approved.
brd-done-rejected = Sent back with your changes.
brd-done-counted = Counted: { $why }.
brd-unchanged = Nothing changed: { $why }.
brd-unknown = This request is not known any more.
brd-approved-by = { $who } approved this revision { $ago }.
brd-rejected-by = { $who } sent this revision back { $ago }.
brd-same-again = That request is over; the same text is asked about anew.
brd-older = That was revision { $asked }; revision { $current } is the one to decide about.
brd-older-closed = That was revision { $asked }, which was replaced. { $current }: { $why }
brd-ago-now = just now
brd-ago-seconds = { $count } s ago
brd-ago-minutes = { $count } min ago
brd-ago-hours = { $count } h ago
brd-ago-days = { $count } d ago

## The document

brd-head = BRD of { $task } · revision { $revision }
brd-part = BRD of { $task } · revision { $revision } · part { $number } of { $count }
brd-asks-any = The analyst asks whoever may approve.
brd-asks-one = The analyst asks { $names }.
brd-asks-all = The analyst asks { $names }: all of them have to approve.
brd-asks-some = The analyst asks { $names }: { $needs } of them have to approve.
brd-given = Approved so far by { $names }.
brd-size = { $words ->
    [one] { $words } word
   *[other] { $words } words
  }, { $headings ->
    [0] no headings
    [one] { $headings } heading
   *[other] { $headings } headings
  }
brd-changed = Changed since revision { $revision }: +{ $added } −{ $removed } lines
brd-changed-much = Rewritten since revision { $revision }
brd-asked-for = { $who } had asked for: “{ $comment }”
brd-contents = Contents
brd-more = … { $count } more
brd-long = It is long: the beginning follows, all of it is in the file.
brd-rest = … about { $count ->
    [one] { $count } more character is in the file.
   *[other] { $count } more characters are in the file.
  }
brd-empty = The document is empty.
brd-file = The whole BRD of { $task } · revision { $revision }
brd-end-approved = Approved by { $who }.
brd-end-rejected = Sent back by { $who }: “{ $comment }”
brd-end-replaced = { $head }: replaced by revision { $current }.
brd-end-void = It is not asked about any more.
brd-open = Open

## What changed

brd-diff = BRD of { $task }, revision { $from } → { $to }: +{ $added } −{ $removed } lines
brd-diff-much = BRD of { $task }, revision { $from } → { $to }: too much changed to show it line by line
brd-diff-same = BRD of { $task }, revision { $from } → { $to }: the lines are the same
brd-diff-cut = … all of it is in the file.
brd-diff-file = All changes in the BRD of { $task }, revision { $from } → { $to }

## Commands and replies

brd-outcome = { $task }, revision { $revision }: { $outcome }
brd-not-waiting = { $task } does not wait for approval: { $why }
brd-only-revision = Behind the task only a revision may stand: /approve { $task } { $revision }. To ask for changes: /reject { $task } and what should change.
brd-no-revision = { $task } has no revision { $asked }; { $current } is the one to decide about.
brd-say-reason = Say what should change: /reject { $task } reason.
brd-ask-changes = What should change in the BRD of { $task } (revision { $revision })? Reply to this message.
brd-ask-changes-hint = What should change
brd-ask-answer = What is your answer to the question of { $task }? Reply to this message.
brd-ask-answer-hint = Your answer
brd-asked-by = Asked by { $who }
brd-words-only = I read text only: reply in words to the same message.
brd-words-taken = { $outcome } Only your words went along: the file stays here.
brd-how-to-reject = If that is for { $task }: reply to my question (hold it, then Reply), or type /reject { $task } and your words.
brd-how-to-answer = If that is for { $task }: reply to my question (hold it, then Reply), or type /answer { $task } and your words.
brd-task-gone = That task is not known any more.

## What came from elsewhere

brd-stale-words = { $what } by { $who } is about revision { $asked }; revision { $current } is the one to decide about: not counted
brd-stale-commit = { $what } by { $who } is about an older commit, not about revision { $current } of the BRD: not counted
