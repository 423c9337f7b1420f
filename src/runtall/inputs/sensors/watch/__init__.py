"""Parts that the readers of watch files share: records, clock, names, beats, XML."""
