"""Names of keypoints, one vocabulary for all sources.

``left``/``right`` are the runner's own. Joints of the limbs are joint centres.
"""

from __future__ import annotations

from typing import Final

BLAZEPOSE_33: Final = (
    "nose", "left_eye_inner", "left_eye", "left_eye_outer", "right_eye_inner", "right_eye",
    "right_eye_outer", "left_ear", "right_ear", "left_mouth", "right_mouth", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_pinky",
    "right_pinky", "left_index", "right_index", "left_thumb", "right_thumb", "left_hip",
    "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle", "left_heel",
    "right_heel", "left_foot_index", "right_foot_index",
)  # fmt: skip

HALPE_26: Final = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip",
    "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle", "head_top", "neck",
    "mid_hip", "left_foot_index", "right_foot_index", "left_small_toe", "right_small_toe",
    "left_heel", "right_heel",
)  # fmt: skip

BODY: Final = (
    "nose", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee",
    "right_knee", "left_ankle", "right_ankle", "left_heel", "right_heel", "left_foot_index",
    "right_foot_index",
)  # fmt: skip
"""The points that the analysis works on; every estimator gives at least these."""

_SIDED_ANATOMY: Final = (
    "ear", "eye", "eye_inner", "eye_outer", "mouth", "temple", "front_head", "back_head",
    "side_head", "scapula", "scapula_inferior_angle", "clavicle_joint", "acromion",
    "shoulder_front", "shoulder_back", "shoulder", "upper_arm_1", "upper_arm_2", "upper_arm_3",
    "elbow", "elbow_lateral", "elbow_medial", "forearm_1", "wrist", "wrist_radial",
    "wrist_ulnar", "hand", "index", "pinky", "thumb", "asis", "psis", "iliac_crest", "hip",
    "trochanter", "thigh_1", "thigh_2", "thigh_3", "thigh_4", "knee", "knee_lateral",
    "knee_medial", "fibula_head", "tibial_tuberosity", "shank_1", "shank_2", "shank_3",
    "shank_4", "ankle", "ankle_lateral", "ankle_medial", "heel", "heel_upper", "heel_lower",
    "heel_lateral", "heel_medial", "midfoot", "midfoot_lateral", "metatarsal_1",
    "metatarsal_2", "metatarsal_5", "toe_joint", "foot_index", "small_toe",
)  # fmt: skip
ANATOMICAL: Final = (
    "nose", "head_top", "head_front", "head_back", "head_joint", "neck", "c7", "t2", "t4", "t8",
    "t10", "t12", "l1", "l3", "l5", "suprasternal_notch", "sternum", "xiphoid", "spine_joint_1",
    "spine_joint_2", "spine_joint_3", "spine_joint_4", "spine_joint_5", "mid_hip", "sacrum",
    "navel", *(f"{side}_{name}" for side in ("left", "right") for name in _SIDED_ANATOMY),
)  # fmt: skip
"""Points that motion capture knows: places on the skin (``left_acromion``, ``c7``), joint centres
(the limb points of `BODY`, ``neck``, ``mid_hip``), and markers that only track a segment
(``left_thigh_1``). `runtall.inputs.markers` says which is which and what files call them."""

BONES: Final = (
    ("left_shoulder", "right_shoulder"), ("left_hip", "right_hip"),
    ("left_shoulder", "left_hip"), ("right_shoulder", "right_hip"),
    ("left_shoulder", "left_elbow"), ("left_elbow", "left_wrist"),
    ("right_shoulder", "right_elbow"), ("right_elbow", "right_wrist"),
    ("left_hip", "left_knee"), ("left_knee", "left_ankle"),
    ("right_hip", "right_knee"), ("right_knee", "right_ankle"),
    ("left_ankle", "left_heel"), ("left_heel", "left_foot_index"),
    ("right_ankle", "right_heel"), ("right_heel", "right_foot_index"),
)  # fmt: skip
"""Pairs of points that a skeleton joins by a line."""


def mirrored(keypoint: str) -> str:
    """The same point on the other side; points of the midline are their own mirror."""
    if keypoint.startswith("left_"):
        return "right_" + keypoint.removeprefix("left_")
    if keypoint.startswith("right_"):
        return "left_" + keypoint.removeprefix("right_")
    return keypoint
