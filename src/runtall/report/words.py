"""How quantities are called: the form of an entry, and those of bands, watches and sensors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    """How one quantity is called, what it means in one line, and how finely it is written."""

    name: str
    meaning: str
    decimals: int = 0


SENSORS: Final[dict[str, Words]] = {
    "speed": Words("Speed", "over the ground", 2),
    "grade": Words("Grade", "uphill positive", 1),
    "heart_rate": Words("Heart rate", "beats in a minute"),
    "stance_time": Words("Contact time", "as the watch gives it", 1),
    "stance_time_balance": Words("Contact balance", "share of one foot", 1),
    "vertical_ratio": Words("Bounce against step", "rise and fall for each step length", 1),
    "step_length": Words("Step length", "from foot to foot", 1),
    "respiration_rate": Words("Breathing rate", "as the watch gives it", 1),
    "inspiratory_fraction": Words("Time breathing in", "share of each breath"),
    "breathing_rate_drift": Words("Breathing rate", "change as you go on", 1),
    "rib_cage_share_change": Words(
        "Chest share, run against before", "how much more of the movement is the chest's", 1
    ),
    "rib_cage_share_drift": Words("Chest share of the breath", "change as you go on", 1),
    "breathing_phase_angle_change": Words(
        "Chest against belly, run against before", "how much further apart they move", 1
    ),
    "breathing_phase_angle_drift": Words("Chest against belly", "change as you go on", 1),
    "cadence_drift": Words("Cadence", "change as you go on", 1),
    "vertical_oscillation_drift": Words("Bounce", "change as you go on", 1),
    "contact_time_drift": Words("Contact time", "change as you go on", 1),
    "trunk_sensor_inclination_drift": Words(
        "Lean of the trunk sensor", "change as you go on; it says not which way", 1
    ),
    "trunk_sensor_inclination_change": Words(
        "Lean of the trunk sensor, run against before", "from standing or walking to running", 1
    ),
    "trunk_sensor_yaw_range": Words(
        "Turn of the trunk sensor", "left to right and back in each stride"
    ),
    "trunk_shock": Words("Shock at the trunk", "what reaches the sensor at each step", 1),
}
"""What breathing bands, watches and a sensor at the trunk measure."""
