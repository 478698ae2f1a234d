"""Which stretches of a text are names, and of which kind, judged from all that is known."""
