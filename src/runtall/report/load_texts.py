"""Sentences and keys of the loads: what they are, what they were compared with, how sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from runtall.analysis.result import Analysis, BodyModel
from runtall.dynamics.body import GRAVITY
from runtall.motion.load import Load, LoadDrift
from runtall.report import wording
from runtall.report.svg.muscle_map import Effort, shade

TITLE: Final = "What your form adds to the load"
CALM_TITLE: Final = "The load on your spine"
MUSCLES_TITLE: Final = "What it asks of the muscles"
DIRECTION: Final = "direction only"
UNSEEN: Final = "not shown"
SAME: Final = "as without them"
UNTOLD: Final = "cannot be told"

_MUSCLES: Final = (
    "Change of effort over the whole stride against the same run without {those}. It says nothing "
    "of how near a muscle is to what it can do."
)
_WHAT: Final = (
    "Bending load is what your back has to hold against the weight and the swing of all above, "
    "forward, as a mean of the stride."
)
_COMPARED: Final = "It was worked out for your run and for the same run without {habits}."
_ALONE: Final = (
    "No habit was found whose load could be told apart, so there is no other run to compare with."
)
_MODEL: Final = (
    "Loads are worked out, not measured: on a jointed body of average proportions, scaled, that "
    "moves as your mean stride. A moment needs only what lies above its joint. What changes "
    "between two of your runs is surer than how high a load is."
)
_ASSUMED: Final = (
    "Your {missing} {were} not given and {are} a reference adult's: take each load as relative."
)
_ONE_SHARE: Final = "From the same run without this habit to yours."
_SHARES: Final = (
    "From the same run without these habits, through what each of them adds, to yours. What they "
    "add is shared so that their order does not matter (Shapley values)."
)
_DOSE_LEVELS: Final = ("t8t9", "l5s1")
_KILO: Final = 1000.0

Key = list[dict[str, str]]


def lead(habits: Sequence[str]) -> str:
    """What the bars show."""
    if not habits:
        return f"{_WHAT} {_ALONE}"
    return f"{_WHAT} {_COMPARED.format(habits=wording.listed([wording.habit(h) for h in habits]))}"


def model(assumed: Sequence[str]) -> str:
    """What the numbers come from, and how far they carry."""
    missing = [
        name for key, name in (("height_cm", "height"), ("mass_kg", "body mass")) if key in assumed
    ]
    if not missing:
        return _MODEL
    many = len(missing) > 1
    told = _ASSUMED.format(
        missing=wording.listed(missing), were="were" if many else "was", are="are" if many else "is"
    )
    return f"{_MODEL} {told}"


def without(n_habits: int) -> str:
    """The run that is compared with, in the middle of a sentence."""
    return f"the same run without {_those(n_habits)}"


def _those(n_habits: int) -> str:
    return "this habit" if n_habits == 1 else "these habits"


def muscles_lead(n_habits: int) -> str:
    """What the list of muscles shows."""
    return _MUSCLES.format(those=_those(n_habits))


def dose(loads: Sequence[Load], n_habits: int) -> str:
    """What the back holds through a kilometre; empty where it is not known."""
    doses = _doses(loads)
    means = {x.load: x for x in loads if x.statistic == "mean" and (x.value or 0.0) > 0}
    held = [(means[x.load], x) for x in doses if x.load in means]
    if not held:
        return ""
    told = [_held(mean, n_habits) for mean, _ in held]
    seconds = (held[0][1].value or 0.0) / (held[0][0].value or 1.0)
    them = "it" if n_habits == 1 else "them"
    names = [_those(n_habits), *(them for _ in doses)]
    sums = [_per_km(x, name if n_habits else "") for x, name in zip(doses, names, strict=False)]
    return (
        f"Through each kilometre, {wording.seconds(seconds)} long, that is like holding something "
        f"a metre ahead all the way: {wording.listed(told)}. Load times time is "
        f"{wording.listed(sums)}."
    )


def run_dose(loads: Sequence[Load]) -> str:
    """What adds up over the run that a watch recorded; empty without one."""
    means = {x.load: x for x in loads if x.statistic == "mean" and x.measured}
    by_name = {x.load: x for x in loads if x.statistic == "per_run" and x.measured}
    names = [n for v in _DOSE_LEVELS if (n := f"{v}_flexion_moment") in by_name and n in means]
    if not names or not means[names[0]].value:
        return ""
    seconds = (by_name[names[0]].value or 0.0) / (means[names[0]].value or 1.0)
    told = wording.listed([_per_km(by_name[name], "") for name in names])
    return (
        f"Over the {wording.seconds(seconds)} that your watch saw you run it adds up to {told}, "
        "where the recorded stride stands for all of them."
    )


def drift(found: Sequence[LoadDrift]) -> str:
    """How the bending load changes as the run goes on; empty where no clip was long enough."""
    by_name = {d.load: d for d in found}
    known = [by_name[n] for v in _DOSE_LEVELS if (n := f"{v}_flexion_moment") in by_name]
    sure = [d for d in known if not d.low <= 0 <= d.high]
    if not known:
        return ""
    if not sure:
        return "Whether the bending load changes as you go on cannot be told from this film."
    told = [
        f"by {d.value:+.1f}\u00a0N\u00a0m at {wording.LEVEL_NAMES[d.load.split('_')[0]]} "
        f"({d.low:+.1f} to {d.high:+.1f})"
        for d in sure
    ]
    return f"As you go on, the bending load changes in ten minutes {wording.listed(told)}."


def _held(mean: Load, n_habits: int) -> str:
    """A mean load as the weight that bends as much from a metre away."""
    place = wording.LEVEL_PLACES[mean.load.split("_")[0]]
    weight = wording.figure((mean.value or 0.0) / GRAVITY, 1)
    other = ""
    if n_habits and mean.reference is not None:
        other = f" instead of {wording.figure(mean.reference / GRAVITY, 1)}"
    return f"{weight}\u00a0kg{other} for the {place}"


def _doses(loads: Sequence[Load]) -> list[Load]:
    by_name = {x.load: x for x in loads if x.statistic == "per_km" and x.measured}
    names = (f"{level}_flexion_moment" for level in _DOSE_LEVELS)
    return [by_name[name] for name in names if name in by_name]


def _per_km(load: Load, habits: str) -> str:
    at = wording.LEVEL_NAMES[load.load.split("_")[0]]
    size = load.value

    def kilo(value: float | None) -> str:
        return wording.newton_metres(
            None if value is None else value / _KILO, None if size is None else size / _KILO
        )

    other = f"; {kilo(load.reference)} without {habits}" if habits else ""
    bounds = f"{kilo(load.low)} to {kilo(load.high)}{other}"
    return f"{kilo(load.value)} kN\u00a0m\u00a0s at {at} ({bounds})"


def sums(loads: Sequence[Load]) -> str:
    """What else the middle of the back carries, in a line."""
    asked = (
        ("t8t9_lateral_moment", "side-bending load"),
        ("t8t9_axial_moment", "turning load"),
        ("t8t9_compression", "force through the joint"),
    )
    means = {x.load: x for x in loads if x.statistic == "mean" and x.measured}
    told = [f"{text} {_with_bounds(means[name])}" for name, text in asked if name in means]
    return f"Besides, at T8/T9, in size and on the mean: {wording.listed(told)}." if told else ""


def _with_bounds(load: Load) -> str:
    if load.unit == "N":
        value, low, high = (wording.figure(v, -1) for v in (load.value, load.low, load.high))
    else:
        value = wording.newton_metres(load.value)
        low, high = (wording.newton_metres(v, load.value) for v in (load.low, load.high))
    unit = wording.unit(load.unit).replace(" ", "\u00a0")
    return f"{value}{unit} ({low} to {high})"


def spine_key(n_habits: int, *, less: bool) -> Key:
    """What the parts of the bars are."""
    if not n_habits:
        return [_key("ref", "your run"), _key("line", "90\u00a0% interval")]
    found = [_key("ref", f"without {_those(n_habits)}"), _key("add", "added by your form")]
    if less:
        found.append(_key("less", "taken off by your form"))
    return [*found, _key("line", "90\u00a0% interval")]


def falls_key(n_habits: int, *, less: bool) -> str:
    """What the waterfalls show."""
    shares = _ONE_SHARE if n_habits == 1 else _SHARES
    return f"{shares} Hatched: takes load off." if less else shares


def muscle_key(efforts: Sequence[Effort]) -> Key:
    """The shades that are there."""
    tones = {shade(e) for e in efforts}
    found: Key = []
    if tones & {"m1", "m2", "m3"}:
        bounds = (("m1", "a little more"), ("m2", "15\u00a0% or more"), ("m3", "40\u00a0% or more"))
        found += [_key(f"muscle {tone}", text) for tone, text in bounds]
    if "less" in tones:
        found.append(_key("less", "less effort"))
    if "m0" in tones:
        found.append(_key("m0", "cannot be told, or no change"))
    return found


def curves_key(model: BodyModel | None, *, feet: bool) -> str:
    """The line under the curves; says how quick a motion is still in them."""
    bars = " Bars below the curves: foot on the ground." if feet else ""
    quick = (
        f" Motion quicker than {wording.figure(model.highest_hz, 0)}\u00a0Hz is not in them."
        if model is not None
        else ""
    )
    return (
        "From one left foot contact (0) to the next (100\u00a0%). Band: where the load of the mean "
        f"stride lies with 90\u00a0% probability.{quick}{bars}"
    )


def methods(analysis: Analysis) -> str:
    """How the loads were computed; empty where there are none."""
    model = analysis.body_model
    if model is None or not any(x.measured for x in analysis.loads):
        return ""
    left = max(model.reserve_share.values(), default=0.0)
    return (
        f"A jointed body of {model.mass_kg:.0f}\u00a0kg and {100 * model.height_m:.0f}\u00a0cm, "
        f"running at {model.speed_m_s:.1f}\u00a0m/s, was moved as the mean stride moves, with "
        f"{wording.counted(model.harmonics, 'wave')} to the stride (up to "
        f"{model.highest_hz:.0f}\u00a0Hz). Forces follow from the motion from the head down, so no "
        "force plate is needed. Muscles share each moment such that the sum of their squared "
        f"efforts is least; {_left(left)}. Intervals rest on {model.draws} versions of run and "
        f"body, those of muscles on {model.muscle_draws}. How tightly arms and belly are held "
        "shows in no motion and is not in the loads."
    )


def _left(share: float) -> str:
    percent = 100 * share
    told = "less than 1\u00a0%" if percent < 1 else f"{percent:.0f}\u00a0%"
    return f"at most {told} of what a part of the body asks is beyond them"


def _key(tone: str, text: str) -> dict[str, str]:
    return {"tone": tone, "text": text}
