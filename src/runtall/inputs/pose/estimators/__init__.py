"""Pose estimators, one per file; each registers its factory by name."""
