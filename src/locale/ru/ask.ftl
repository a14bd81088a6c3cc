ask-sentence = { SENTENCE($why) }
ask-brd-not-found = BRD, который был на проверке, в ветке больше нет. Повтор напишет его заново.
ask-put-brd-back = { $why }: верните его туда и повторите.
ask-deploy-unknown = Чем закончился деплой, не записано.
ask-deploy-stopped = Деплой прерван на середине: { $why }.
ask-rework-limit = { $rounds ->
    [one] { $why }, и { $rounds } доработка исчерпана
    [few] { $why }, и { $rounds } доработки исчерпаны
   *[many] { $why }, и { $rounds } доработок исчерпано
  }
ask-late-result = { SENTENCE($why) } Запуск как раз завершился; его результат отброшен.
ask-late-question = { SENTENCE($why) } Агент как раз спросил: { $question }
