"""Measurements of body-worn sensors and watches: one place that says what each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BANDS: Final = "both breathing bands"
BANDS_AND_STEPS: Final = "both breathing bands and a sensor on the trunk"
TRUNK: Final = "a sensor on the trunk"
WATCH: Final = "a watch file"


@dataclass(frozen=True, slots=True)
class SensedMeasure:
    """One measurement that no camera shows.

    ``needs`` says which sensors give it; ``meaning`` defines it, signs included.
    """

    name: str
    unit: str
    needs: str
    meaning: str
    grade: str = "C"
    sources: tuple[str, ...] = ("runtall2026",)


SENSED: Final[dict[str, SensedMeasure]] = {
    m.name: m
    for m in (
        SensedMeasure(
            "breathing_rate", "1/min", "one breathing band, R-R intervals, or a watch",
            "Whole breaths in the running parts, by the time that they take together.",
            "A", ("prigent2021",),
        ),
        SensedMeasure(
            "inspiratory_fraction", "%", "one breathing band",
            "Share of the time of the breaths in which chest and belly together grow.",
        ),
        SensedMeasure(
            "rib_cage_share", "%", BANDS,
            "Movement of the chest band, peak to peak, as a share of the movement of both bands. "
            "Of bands that are not calibrated only changes within one wearing tell something.",
            "A", ("degroote2001",),
        ),
        SensedMeasure(
            "breathing_phase_angle", "deg", BANDS,
            "How far the waves of chest and belly are apart, 0 together, 180 opposite: angle of "
            "their cross-spectrum at the breath, where they are coherent.",
            "A", ("degroote2000",),
        ),
        SensedMeasure(
            "labored_breathing_index", "1", BANDS,
            "Movements of both bands, one by one, against the movement of their sum; 1 where they "
            "move perfectly together.",
            "B",
        ),
        SensedMeasure(
            "strides_per_breath", "1", BANDS_AND_STEPS, "Strides in the time of one breath.",
            "A", ("daley2013",),
        ),
        SensedMeasure(
            "step_breath_coupling", "%", BANDS_AND_STEPS,
            "Share of breaths whose breathing out begins within 50 ms of the commonest instant in "
            "the cycle of the steps. Breathing without regard to the steps gives about a quarter.",
            "C", ("harbour2023",),
        ),
        SensedMeasure(
            "rib_cage_share_change", "points", BANDS_AND_STEPS,
            "Chest share in the run less that at rest, or in the walk, of breaths of like depth "
            "and rate where there are such.",
        ),
        SensedMeasure(
            "breathing_phase_angle_change", "deg", BANDS_AND_STEPS,
            "Phase angle in the run less that at rest, or in the walk, likewise; positive where "
            "the belly moves further ahead of the chest.",
        ),
        SensedMeasure(
            "rib_cage_share_drift", "points/10 min", BANDS_AND_STEPS,
            "Change of the chest share along the run.",
        ),
        SensedMeasure(
            "breathing_phase_angle_drift", "deg/10 min", BANDS_AND_STEPS,
            "Change of the phase angle along the run.",
        ),
        SensedMeasure(
            "trunk_sensor_inclination_drift", "deg/10 min", TRUNK,
            "Change along the run of the direction of gravity in the sensor, averaged over whole "
            "strides; forward positive where the sensor's axes were told.",
        ),
        SensedMeasure(
            "trunk_sensor_inclination_change", "deg", TRUNK,
            "Direction of gravity in the sensor in the run against that upright before it.",
        ),
        SensedMeasure(
            "trunk_sensor_yaw_range", "deg", f"{TRUNK} with a gyroscope",
            "Turn about the vertical, peak-to-peak per stride.",
        ),
        SensedMeasure(
            "trunk_shock", "g", TRUNK,
            "Peak of what the sensor feels at each step, less the 1 g of standing.",
        ),
        SensedMeasure(
            "cadence_drift", "steps/min/10 min", WATCH,
            "Change of the cadence along the run, at the same speed and grade.",
        ),
        SensedMeasure(
            "vertical_oscillation_drift", "mm/10 min", WATCH,
            "Change of the bounce along the run, at the same speed and grade.",
        ),
        SensedMeasure(
            "contact_time_drift", "ms/10 min", WATCH,
            "Change of the time on the ground along the run, at the same speed and grade.",
        ),
        SensedMeasure(
            "breathing_rate_drift", "1/min/10 min", WATCH,
            "Change of the breathing rate along the run, at the same speed and grade.",
        ),
        SensedMeasure(
            "thoracic_twist_at_full_breath", "deg", f"{BANDS_AND_STEPS}, and film from two sides",
            "How far the chest is turned against the pelvis when breathing out begins.",
        ),
        SensedMeasure(
            "rib_joint_exposure", "1", f"{BANDS_AND_STEPS}, and film from two sides",
            "The same against the mean of the whole stride: 1 is what breathing without regard to "
            "the steps gives. A graded index of two movements that meet, and no load of a joint.",
        ),
    )
}  # fmt: skip
"""By name."""
