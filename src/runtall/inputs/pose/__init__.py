"""From pictures to points of the runner."""
