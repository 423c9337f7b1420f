"""Files of recorded motion: markers, joint coordinates and ground force, one format per file."""
