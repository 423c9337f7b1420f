"""Names, units and numbers as people read them: the one place where they are written."""

from __future__ import annotations

import datetime
import math
from typing import Final

from runtall.motion.load import LEVELS
from runtall.motion.measurement import Measurement, Side
from runtall.report.words import SENSORS, Words

LEVEL_NAMES: Final = {
    "l5s1": "L5/S1", "t12l1": "T12/L1", "t8t9": "T8/T9", "t4t5": "T4/T5", "c7t1": "C7/T1",
}  # fmt: skip
"""Joints of the spine as clinics write them."""
LEVEL_PLACES: Final = {
    "l5s1": "low back", "t12l1": "lowest rib", "t8t9": "mid back",
    "t4t5": "upper back", "c7t1": "neck base",
}  # fmt: skip
GROUP_NAMES: Final = {
    "neck_extensors": "Neck extensors", "shoulder_elevators": "Shoulder elevators",
    "scapular_retractors": "Between the shoulder blades",
    "erector_spinae_thoracic": "Upper back extensors",
    "erector_spinae_lumbar": "Low back extensors", "pectorals": "Chest",
    "serratus_anterior": "Ribs to shoulder blade", "obliques": "Sides of the belly",
}  # fmt: skip
"""Muscle groups, from the neck down, behind and then in front."""
CAUSE_NAMES: Final = {
    "waist_lean": "waist lean", "arm_crossing": "arm crossing", "trunk_rotation": "chest turn",
    "shoulder_elevation": "raised shoulders", "head_forward": "head forward",
    "arm_tension": "arm carriage", "chest_breathing": "chest breathing",
    "form_fade": "fading form",
}  # fmt: skip
_WAYS: Final = {
    "flexion_moment": Words("Bending load", "forward; what the back has to hold", 0),
    "lateral_moment": Words("Side-bending load", "what the flanks have to hold", 0),
    "axial_moment": Words("Turning load", "what turns or brakes the trunk", 0),
    "compression": Words("Force through the joint", "weight and muscles together", -1),
}


def _load_words() -> dict[str, Words]:
    levels = {
        f"{level}_{way}": Words(f"{told.name} at {LEVEL_NAMES[level]}", told.meaning, told.decimals)
        for level in LEVELS
        for way, told in _WAYS.items()
    }
    efforts = {
        f"{group}_effort": Words(name, "effort against the same run without these habits")
        for group, name in GROUP_NAMES.items()
    }
    twists = {
        "thoracic_twist": Words("Twist of the chest", "of the rib cage in itself"),
        "thoracic_twist_range": Words("Twist of the chest", "of the rib cage, from end to end"),
        "thoracic_twist_moment": Words(
            "Passive twist of the chest", "what rib cage and discs hold"
        ),
    }
    return levels | efforts | twists


TABLE: Final[dict[str, Words]] = {
    "cadence": Words("Cadence", "steps in a minute, both feet"),
    "contact_time": Words("Contact time", "how long a foot stays on the ground"),
    "vertical_oscillation": Words("Bounce", "rise and fall of the hips in each step"),
    "trunk_lean": Words("Trunk lean", "hips to shoulders, from the vertical", 1),
    "sacrum_c7_lean": Words("Back lean", "sacrum to the base of the neck, forward positive", 1),
    "leg_lean": Words("Leg lean", "ankle to hips, from the vertical", 1),
    "waist_hinge": Words("Bend at the waist", "trunk lean beyond that of the leg", 1),
    "head_forward": Words("Head forward", "shoulders to ears, from the vertical", 1),
    "head_forward_from_standing": Words(
        "Head forward, against standing", "how much further forward than when you stand", 1
    ),
    "trunk_side_lean": Words("Side lean", "of the trunk; to your right is positive", 1),
    "pelvic_drop": Words("Pelvic drop", "free hip below the standing one", 1),
    "ear_shoulder_height": Words("Ear to shoulder height", "falls as the shoulders rise", 1),
    "ear_shoulder_height_asymmetry": Words(
        "Shoulder height, right over left", "against the head; 0 is level", 1
    ),
    "head_on_trunk": Words("Head beyond the trunk", "head forward less trunk lean", 1),
    "shoulder_separation_range": Words(
        "Shoulders, back and forth", "a stand-in for the turn of the chest; compare with yourself"
    ),
    "shoulder_elevation": Words("Shoulder elevation", "share of your own full shrug"),
    "ear_shoulder_height_drift": Words(
        "Ear to shoulder height", "change as you go on; a fall means rising shoulders", 1
    ),
    "trunk_lean_drift": Words("Trunk lean", "change as you go on, forward positive", 1),
    "head_forward_drift": Words("Head forward", "change as you go on, forward positive", 1),
    "arm_crossing_nearest": Words(
        "Wrist to midline, nearest", "0 is the midline, below 0 is across", 2
    ),
    "arm_crossing_fraction": Words(
        "Time across the midline", "share of the stride with the wrist across"
    ),
    "arm_swing_range": Words("Arm swing", "of the upper arm against the trunk"),
    "arm_swing_asymmetry": Words("Arm swing asymmetry", "right more than left is positive"),
    "elbow_angle": Words("Elbow angle", "180° is a straight arm"),
    "thorax_yaw_range": Words("Turn of the chest", "left to right and back, from above"),
    "pelvis_yaw_range": Words("Turn of the pelvis", "left to right and back, from above"),
    "thorax_pelvis_yaw_range": Words(
        "Turn of chest against pelvis", "range of the twist in between"
    ),
    "thoracic_curve": Words("Curve of the upper back", "bend of the thoracic spine", 1),
    "breathing_rate": Words("Breathing rate", "breaths in a minute", 1),
    "rib_cage_share": Words(
        "Chest share of the breath", "of the movement of both bands; the rest is the belly's"
    ),
    "breathing_phase_angle": Words("Chest against belly", "0° is together, 180° is opposite"),
    "labored_breathing_index": Words("Laboured breathing index", "1 is perfectly together", 2),
    "strides_per_breath": Words("Strides to a breath", "how steps and breaths share time", 1),
    "step_breath_coupling": Words(
        "Breaths in step", "share that turn outward near one place of the stride"
    ),
    "rib_joint_exposure": Words(
        "Chest turn at full lungs, against chance", "1 is what breathing at random would give", 2
    ),
    "thoracic_twist_at_full_breath": Words(
        "Chest turn at full lungs", "twist of the rib cage when breathing out begins", 1
    ),
    **SENSORS,
    "wrist_to_midline": Words("Wrist to midline", "below 0 is across", 2),
    "hip_height": Words("Height of the hips", "over the stride"),
    **_load_words(),
}
"""By the names of measurements, curves and loads."""

MAIN: Final = (
    "trunk_lean", "waist_hinge", "head_forward", "trunk_side_lean", "arm_crossing_nearest",
    "elbow_angle", "vertical_oscillation", "pelvic_drop", "arm_swing_range", "cadence",
    "breathing_rate", "rib_cage_share", "rib_cage_share_change", "breathing_phase_angle",
    "inspiratory_fraction", "contact_time", "trunk_sensor_inclination_change",
    "trunk_sensor_yaw_range", "trunk_shock",
)  # fmt: skip
"""Order in which numbers come first when nothing stands out."""

_UNITS: Final = {
    "deg": "°",
    "%": " %",
    "mm": " mm",
    "ms": " ms",
    "steps/min": " steps a minute",
    "1/min": " /min",
    "shoulder breadths": " shoulder breadths",
    "% of trunk length": " % of trunk length",
    "% of own shrug": " % of shrug",
    "deg/10 min": "° in 10 min",
    "% of trunk length/10 min": " % of trunk length in 10 min",
    "% of own shrug/10 min": " % of shrug in 10 min",
    "N m": " N m",
    "N": " N",
    "points": " points",
    "points/10 min": " points in 10 min",
    "%/10 min": " points in 10 min",
    "1/min/10 min": " /min in 10 min",
    "steps/min/10 min": " steps a minute in 10 min",
    "mm/10 min": " mm in 10 min",
    "ms/10 min": " ms in 10 min",
    "m/s2": " m/s²",
    "m/s²": " m/s²",
    "1": "",
    "": "",
}
_LONG_UNITS: Final = {
    "deg": "degrees",
    "steps/min": "steps a minute",
    "mm": "millimetres",
    "ms": "milliseconds",
    "1/min": "a minute",
    "%": "per cent",
    "% of trunk length": "% of trunk length",
    "shoulder breadths": "shoulder breadths",
}

# Words for a quality of 0-1: an engineering choice, the bars beside them carry the detail.
_GOOD, _FAIR = 0.75, 0.5
SMALL: Final = 10.0
"""Moments and angles below it are written with a decimal."""

_SIGNS: Final = {
    "trunk_lean": "forward +",
    "head_forward": "forward +",
    "arm_swing_range": "forward +",
    "trunk_side_lean": "right +",
    "thorax_yaw_range": "left +",
    "pelvis_yaw_range": "left +",
    "thorax_pelvis_yaw_range": "left +",
    "thoracic_twist": "left +",
    **{f"{level}_flexion_moment": "forward +" for level in LEVELS},
    **{f"{level}_lateral_moment": "right +" for level in LEVELS},
    **{f"{level}_axial_moment": "left +" for level in LEVELS},
}
_SEEN: Final = {
    "left": "from the left",
    "right": "from the right",
    "rear": "from behind",
    "front": "from the front",
    "above": "from above",
}
_ACTIVITIES: Final = {
    "rest": ("rest", "rest"), "walk": ("walk", "walking"), "run": ("run", "running"),
    "other": ("other", "other movement"),
}  # fmt: skip
_METHODS: Final = {
    "markers": "motion capture", "bands": "breathing bands",
    "calibrated bands": "breathing bands", "beats": "beats of the heart",
    "watch": "watch", "trunk sensor": "trunk sensor",
}  # fmt: skip
_VIEWS: Final = {"left": "left side", "right": "right side", "rear": "rear", "front": "front"}


def words(name: str) -> Words:
    """How a quantity is called; a name that the table lacks is spelled out."""
    return TABLE.get(name) or Words(name.replace("_", " ").capitalize(), "", 1)


def habit(cause: str) -> str:
    """Short name of a cause, in the middle of a sentence."""
    return CAUSE_NAMES.get(cause) or cause.replace("_", " ")


def human(name: str, side: Side | None = None) -> str:
    """Name with its side, e.g. ``"Elbow angle, left"``."""
    return f"{words(name).name}, {side}" if side else words(name).name


def activity(name: str) -> str:
    """What somebody did, as a heading, e.g. ``"run"``."""
    return _ACTIVITIES[name][0] if name in _ACTIVITIES else name


def doing(name: str) -> str:
    """The same in the middle of a sentence, e.g. ``"running"``."""
    return _ACTIVITIES[name][1] if name in _ACTIVITIES else name


def unit(name: str) -> str:
    """Short unit as it follows a number, with its space."""
    return _UNITS.get(name, f" {name}")


def long_unit(name: str) -> str:
    """Unit as a caption says it."""
    return _LONG_UNITS.get(name, name)


def positive(name: str) -> str:
    """Which way a signed quantity counts up, e.g. ``"forward +"``; empty for others."""
    return _SIGNS.get(name, "")


def seen(view: str) -> str:
    """From where a body is looked at, e.g. ``"from behind"``."""
    return _SEEN[view]


def given_by(measurement: Measurement, n_inputs: int) -> str:
    """Which inputs gave a number, e.g. ``"clips 1 + 2 (3-D)"``; empty where it goes without saying.

    Parameters
    ----------
    measurement
        With its ``inputs`` and ``method``.
    n_inputs
        How many inputs there are in all.
    """
    if measurement.method in _METHODS:
        return _METHODS[measurement.method]
    solid = measurement.method == "stride3d"
    if not measurement.inputs or (n_inputs < 2 and not solid):
        return ""
    numbers = " + ".join(str(i + 1) for i in sorted(measurement.inputs))
    clips = "clip" if len(measurement.inputs) == 1 else "clips"
    return f"{clips} {numbers}{' (3-D)' if solid else ''}"


def figure(value: float | None, decimals: int) -> str:
    """Number with a true minus sign and no negative zero; a dash where there is none.

    Less than no ``decimals`` round to tens.
    """
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{round(value, decimals) + 0.0:.{max(decimals, 0)}f}"
    return text.replace("-", "−")


def signed(value: float, decimals: int) -> str:
    """Number with its sign, whichever it is."""
    text = figure(value, decimals)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def newton_metres(value: float | None, of: float | None = None) -> str:
    """A moment as people read it: whole numbers, finer where it, or what it bounds, is small."""
    size = value if of is None else of
    return figure(value, 1 if size is not None and abs(size) < SMALL else 0)


def amount(measurement: Measurement) -> tuple[str, str]:
    """Number and the unit after it, e.g. ``("16.2°", "")``; changes carry a plus sign.

    A degree sign belongs to its number; other units are set smaller beside it.
    """
    text = figure(measurement.value, words(measurement.name).decimals)
    change = measurement.name.endswith(("_drift", "_change")) and (measurement.value or 0.0) > 0.0
    after = unit(measurement.unit)
    glued, _, rest = after.partition(" ") if after.startswith("°") else ("", "", after)
    return f"{'+' if change else ''}{text}{glued}", rest.strip()


def interval(measurement: Measurement) -> str:
    """Bounds of the interval, e.g. ``"14.6 to 17.2"``."""
    decimals = words(measurement.name).decimals
    return f"{figure(measurement.low, decimals)} to {figure(measurement.high, decimals)}"


def usual(measurement: Measurement) -> str:
    """Bounds of the usual range, or an empty text where none is known."""
    if measurement.usual is None:
        return ""
    low, high = measurement.usual
    decimals = 2 if words(measurement.name).decimals > 1 else 0
    if math.isinf(high):
        return f"{figure(low, decimals)} or more"
    if math.isinf(low):
        return f"{figure(high, decimals)} or less"
    return f"{figure(low, decimals)} to {figure(high, decimals)}"


def percent(level: float) -> str:
    """Level of an interval, e.g. ``"90 %"``."""
    return f"{round(100 * level)} %"


def quality(value: float) -> str:
    """A quality of 0-1 in a word."""
    if value >= _GOOD:
        return "good"
    return "fair" if value >= _FAIR else "poor"


def view(name: str | None) -> str:
    """A view in words."""
    return _VIEWS.get(name or "", "unknown view")


def listed(parts: list[str]) -> str:
    """Join with commas and an *and*."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(number: int, thing: str) -> str:
    """Number and thing, e.g. ``"1 stride"``, ``"9 strides"``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def seconds(value: float) -> str:
    """A duration or clip time, e.g. ``"5.8 s"`` or ``"12 min 05 s"``."""
    if value < 60.0:
        return f"{value:.1f}\u00a0s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest:02d} s"


def clock(value: float) -> str:
    """A moment of a recording as clocks write it, e.g. ``"16:20"`` or ``"1:02:05"``."""
    minutes, rest = divmod(round(value), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def day(created: str) -> str:
    """Date of an ISO time in words; the text itself where it is none."""
    try:
        moment = datetime.datetime.fromisoformat(created)
    except ValueError:
        return created
    return f"{moment.day} {moment:%B %Y}"


def printable(text: str) -> str:
    """Text that any file can hold: broken surrogates and control characters are replaced."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() or c in "\n\t\u00a0" else "�" for c in whole)
