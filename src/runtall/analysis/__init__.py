"""From recordings to an `Analysis`: the one place where the stages meet."""
