"""Formats of motion files, one per file; each registers its reader by name."""
