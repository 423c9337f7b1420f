"""What is drawn over a runner: shapes by measurement, without regard to what draws them."""

from runtall.report.lines.families import UPPER, family, head_ring, lines, skeleton
from runtall.report.lines.shapes import Label, Pose, Shape, Spot, Stroke, pose_at

__all__ = [
    "UPPER",
    "Label",
    "Pose",
    "Shape",
    "Spot",
    "Stroke",
    "family",
    "head_ring",
    "lines",
    "pose_at",
    "skeleton",
]
