stage-nothing-configured = не настроено
