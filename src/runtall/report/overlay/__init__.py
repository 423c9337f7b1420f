"""Overlay videos: each clip with skeleton, lines and a few numbers."""

from runtall.report.overlay.writing import write_overlay

__all__ = ["write_overlay"]
