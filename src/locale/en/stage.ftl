stage-nothing-configured = nothing configured
