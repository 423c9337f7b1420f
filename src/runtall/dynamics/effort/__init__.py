"""Sharing moments over muscles: convex static optimisation of many postures at once."""
