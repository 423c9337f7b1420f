"""What a watch recorded of a run: its running parts, and how form changes through them."""
