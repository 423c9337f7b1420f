"""Which cause is named first for rendered runners with a dialled fault, and for good form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import xarray as xr

from accuracy.tables import SETS, percent, table
from judge_stride import form_of, groups
from learn_landmarks import pose_of
from learning_data import ClipData
from runtall.analysis.run import analyze
from runtall.analysis.settings import Runner
from runtall.errors import NotARun
from runtall.kinematics.stride3d.shows import view_set
from runtall.motion.recording import Recording

CAUSES = {
    "waist": "waist_lean", "head": "head_forward", "crossing": "arm_crossing",
    "elbow": "arm_tension", "asymmetry": "arm_tension", "hunch": "shoulder_elevation",
    "shrug": "shoulder_elevation", "twist": "trunk_rotation", "drop": "weak_glutes",
}  # fmt: skip
GOOD = "good"


def recording_of(clip: ClipData) -> Recording:
    """A clip of the set as if it had just been read."""
    pose = pose_of(clip)
    pose.attrs |= {"frames": len(clip.time_s), "duration_s": float(clip.time_s[-1])}
    streams = xr.DataTree.from_dict({"pose": pose})
    return Recording(Path(clip.name), "video", "0" * 64, streams)


def firsts(clips: list[ClipData]) -> Iterator[tuple[str, str, list[str]]]:
    """Set of views, form, and causes in their order, for every pair with the left side."""
    for group in groups([c for c in clips if c.view != "right"]):
        if len(group) < 2:
            continue
        who = Runner(height_cm=group[0].height_cm, sex=group[0].sex)  # type: ignore[arg-type]
        try:
            found = analyze([recording_of(c) for c in group], who)
        except NotARun:
            continue
        views = view_set(c.view for c in group)  # type: ignore[misc]
        yield views, form_of(group[0]), [f.cause for f in found.findings]


def page(clips: list[ClipData]) -> str:
    """Table by form: how often its cause came first, or none was named in good form."""
    told: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for views, form, named in firsts(clips):
        meant = causes_of(form)
        told[form, views].append(named[0] in meant if named else not meant)
    pairs = [v for v in SETS if "+" in v]
    forms = sorted({form for form, _ in told}, key=lambda f: (f != GOOD, f))
    rows = [
        [form, ", ".join(f"`{c}`" for c in sorted(causes_of(form))) or "none",
         *(f"{sum(told[form, v])} of {len(told[form, v])}" for v in pairs)]
        for form in forms
    ]  # fmt: skip
    good = [right for v in pairs for right in told[GOOD, v]]
    return table(("form", "cause that should come first", *pairs), rows) + (
        f"\nIn good form none was named in {sum(good)} of {len(good)} "
        f"({percent(sum(good) / len(good))}).\n"
    )


def causes_of(form: str) -> set[str]:
    """Causes that belong to the dialled faults."""
    return {CAUSES[fault] for fault in form.split("-")} if form != GOOD else set()
