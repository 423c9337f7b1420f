"""What was recorded: streams on one clock, names of points, measurements."""
