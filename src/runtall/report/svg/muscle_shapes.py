"""Outlines of an upper body and of its muscle groups, from behind and from in front.

Drawn, not measured: half of each shape, px right of the midline and down from the crown; the other
half is its mirror image.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Points = tuple[tuple[float, float], ...]

HEIGHT: Final = 292.0
HALF: Final = 96.0

HEAD: Final[Points] = (
    (0, 2), (11, 4), (19, 13), (21, 27), (19, 40), (13, 51), (5, 57), (0, 58),
)  # fmt: skip
TRUNK: Final[Points] = (
    (0, 46), (12, 47), (12.5, 60), (15, 68), (24, 74), (40, 79), (54, 83), (61, 92), (58, 106),
    (52, 122), (49, 142), (44.5, 166), (41, 186), (42, 200), (47, 216), (51.5, 234), (53, 254),
    (52, 276), (50, 290), (26, 291), (4, 290), (2, 276), (0, 268),
)  # fmt: skip
ARM: Final[Points] = (
    (48, 82), (58, 84), (67, 92), (70, 106), (71, 124), (74, 146), (77, 164), (80, 188),
    (82, 206), (85, 220), (86, 236), (82, 246), (77, 240), (75, 226), (73, 208), (69, 188),
    (64, 168), (61, 150), (57, 128), (52, 112), (47, 98),
)  # fmt: skip

BEHIND: Final[dict[str, Points]] = {
    "neck_extensors": (
        (1.5, 43), (7.5, 44), (10.3, 52), (10.8, 61), (9, 68), (6, 74), (1.5, 78),
    ),
    "shoulder_elevators": (
        (13.5, 54), (15.5, 65), (24, 72.5), (38, 77.5), (52, 82), (54, 87), (44, 87.5), (30, 85.5),
        (17, 84), (9, 82), (10, 76), (13, 68),
    ),
    "scapular_retractors": (
        (12.5, 87), (26, 89), (44, 91.5), (43, 97), (36, 104), (31, 116), (24, 132), (17, 150),
        (13.5, 166), (12.5, 140), (12.5, 110),
    ),
    "erector_spinae_thoracic": (
        (2, 84), (9, 85.5), (10.3, 100), (10.8, 130), (11.5, 158), (12, 174), (7, 175), (2, 175),
    ),
    "erector_spinae_lumbar": (
        (2, 179), (12, 178), (17.5, 190), (18.5, 206), (14, 222), (7, 236), (2, 242),
    ),
}  # fmt: skip
BEFORE: Final[dict[str, Points]] = {
    "pectorals": (
        (3, 92), (14, 86.5), (30, 86), (44, 88), (54, 95), (53, 103), (46, 112), (38, 121),
        (26, 127), (12, 127), (4, 122), (2.5, 108),
    ),
    "serratus_anterior": (
        (49.5, 114), (50.5, 126), (48, 142), (45.5, 156), (43, 164), (38, 160), (41.5, 153),
        (35, 150), (41, 143), (35, 139), (42, 133), (37, 128.5), (44.5, 123),
    ),
    "obliques": (
        (24, 152), (33, 156), (38, 166), (42, 172), (39.5, 186), (40.5, 200), (45, 214), (46, 222),
        (36, 232), (24, 240), (21, 222), (22, 200), (22, 174),
    ),
}  # fmt: skip
# Quiet lines that tell where one is: shoulder blade and spine, collar bones and the middle.
BLADE: Final[Points] = (
    (17, 96), (24, 92), (46, 88), (44, 104), (36, 126), (30, 138), (24, 128), (19, 112), (17, 100),
)  # fmt: skip
COLLAR: Final[Points] = ((3.5, 80), (18, 77.5), (34, 80.5), (52, 84))
RIBS: Final[Points] = ((3, 140), (12, 152), (22, 168), (30, 178))


def half(points: Points, way: float) -> Array:
    """One half of a shape: ``way`` is +1 for the right of the drawing, -1 for the left."""
    placed: Array = np.array(points, dtype=float) * np.array([way, 1.0])
    return placed


def whole(points: Points) -> Array:
    """Both halves of a shape as one outline."""
    one = half(points, 1.0)
    other = half(points[::-1], -1.0)
    # What lies on the midline is there once.
    return np.concatenate([one, other[(other[:, 0] != 0.0)]])
