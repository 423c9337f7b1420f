"""The body model: what a run loads, and by which muscles it is borne."""
