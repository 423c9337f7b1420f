"""One 3-D mean stride from ordinary clips filmed at different moments, or from markers."""
