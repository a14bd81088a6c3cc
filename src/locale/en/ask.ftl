ask-sentence = { SENTENCE($why) }
ask-brd-not-found = The BRD under review is not on the branch any more. Retry has it written again.
ask-put-brd-back = { $why }: put it back there, then retry.
ask-deploy-unknown = The end of the deploy is on no record.
ask-deploy-stopped = The deploy was stopped in the middle: { $why }.
ask-rework-limit = { $rounds ->
    [one] { $why }, and { $rounds } round of rework is used up
   *[other] { $why }, and { $rounds } rounds of rework are used up
  }
ask-late-result = { SENTENCE($why) } The run had just completed; its result was dropped.
ask-late-question = { SENTENCE($why) } The agent had just asked: { $question }
