"""Motion as the files that other programs open: one module for each format."""
