"""Reading what a runner recorded: video now, each format behind its own door."""
