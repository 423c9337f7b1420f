"""Fixed sentences of the report: care before training, methods, limits."""

from __future__ import annotations

from typing import Any, Final

from runtall.analysis.result import Analysis, InputSummary
from runtall.literature import Reference
from runtall.report import load_texts, sensor_texts, wording

TITLE: Final = "Your run, seen from the upper back"
FOOTER: Final = (
    "Movement and training information, not a diagnosis. What a recording shows is how you moved "
    "in it, not how your tissues are."
)
CALM: Final = (
    "Nothing here stands out by itself. That is what this recording can show and no more; what it "
    "cannot show is named further down."
)
CALM_NUMBERS: Final = f"{CALM} These are your main numbers."
MARKED_NUMBERS: Final = (
    "No habit was found that stands out. Of your main numbers, those past their mark say so; what "
    "this recording cannot show is named further down."
)
NO_STILL: Final = "No picture of the clip could be read, so the lines are not shown on one."
NO_REASON: Final = "this input does not show it"
MOVEMENT: Final = "Posture, arms, the meeting of foot and ground, and loads"
FLAGS: Final = {"ok": "", "watch": "worth watching", "concern": "stands out", "unknown": ""}

_CARE_ITEMS: Final = (
    "tightness or pain in the chest or upper back that comes with effort and settles on stopping",
    "new breathlessness, or pain on breathing; fainting or nearly so; a racing or uneven heart",
    "weak, clumsy or numb legs, or a change in bladder or bowel control",
    "a fall, a blow or another injury; fever; pain at night or at rest that does not ease",
)
_CARE_NOW: Final = (
    "If it is sudden or severe, or does not settle within minutes of stopping, call your "
    "emergency number now."
)
_NOT_ASKED: Final = "runtall has not asked you about these signs, and no recording shows them."
_TITLES: Final = {
    "routine": "Before you train on this",
    "urgent": "See someone before you train on this",
    "emergency": "Get help now",
}


def care(red_flags: dict[str, Any]) -> dict[str, Any] | None:
    """What comes before everything else, or None where the answers name nothing.

    An unknown level is treated as one that was not asked: the signs are named.
    """
    level = str(red_flags.get("level", "not_asked"))
    if level == "none":
        return None
    if level in _TITLES:
        items = [str(item) for item in red_flags.get("items", [])]
        advice = str(red_flags.get("advice", "")) or _CARE_NOW
        return {"title": _TITLES[level], "lead": advice, "items": items, "note": "",
                "only": level == "emergency"}  # fmt: skip
    return {
        "title": "Care comes first", "lead": "See a clinician before you train on this if you have",
        "items": list(_CARE_ITEMS), "note": f"{_CARE_NOW} {_NOT_ASKED}", "only": False,
    }  # fmt: skip


def facts(source: InputSummary) -> str:
    """One input in a line: what was seen in it."""
    if source.kind == "markers":
        return _captured(source)
    if source.kind in sensor_texts.KINDS:
        return sensor_texts.facts(source)
    sure = "" if source.view_sure else " (not sure)"
    ground = {True: "treadmill", False: "overground", None: ""}[source.treadmill]
    parts = [
        f"{wording.view(source.view)}{sure}",
        f"running {source.travel}" if source.travel else "",
        ground,
        f"{source.width} × {source.height} px" if source.width and source.height else "",
        f"{source.fps:.4g} frames a second" if source.fps > 0 else "",
        wording.counted(source.frames, "frame"),
        f"{wording.seconds(source.duration_s)}, of which {wording.seconds(source.usable_s)} usable",
        f"camera tilted by {wording.figure(abs(source.roll_deg), 1)}°, undone",
        "camera roll from the camera's own gravity sensor" if source.roll_measured else "",
        "camera moves" if source.moving_camera else "camera still",
    ]
    text = ", ".join(part for part in parts if part)
    return text[0].upper() + text[1:]


def _captured(source: InputSummary) -> str:
    rate = f"{source.fps:.4g} frames a second" if source.fps > 0 else ""
    parts = [
        *source.about[:1],
        {True: "on a treadmill", False: "overground", None: ""}[source.treadmill],
        *source.about[1:],
        rate,
        f"{wording.seconds(source.duration_s)}, of which {wording.seconds(source.usable_s)} usable",
    ]
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def curves_key(analysis: Analysis) -> str:
    """The line under the small multiples."""
    counts = sorted({c.n_strides for c in analysis.curves})
    if not counts:
        return ""
    of = wording.counted(counts[-1], "stride")
    return f"From one left foot contact (0) to the next (100 %): mean, and the middle 90 % of {of}."


def title(analysis: Analysis) -> str:
    """Heading of the report."""
    return sensor_texts.title(analysis) if sensor_texts.only(analysis) else TITLE


def methods(analysis: Analysis) -> list[dict[str, str]]:
    """How it was measured and what it cannot carry."""
    kinds = {source.kind for source in analysis.inputs}
    marked, filmed = "markers" in kinds, bool(kinds - {"markers", *sensor_texts.KINDS})
    seen = filmed or marked
    worn = sensor_texts.scatter(analysis)
    held = [(_SCATTER, seen), (_FILMED_ERROR, filmed), (_MARKED_ERROR, marked)]
    parts = [
        (
            "How this was measured",
            [(_FILMED_HOW, filmed), (_MARKED_HOW, marked), (_HOW, seen),
             *((text, True) for text in sensor_texts.how(analysis)), (_LOCAL, True)],
        ),
        ("What the intervals hold", [(_INTERVALS, True), (_USUAL, seen)]),
        (
            "What this cannot tell",
            [(_LIMITS, True), (_FILM_LIMITS, filmed), (_MARKER_LIMITS, marked),
             *((text, True) for text in sensor_texts.limits(analysis)), (_CHANGES, True)],
        ),
    ]  # fmt: skip
    words = {
        "pose": wording.printable(analysis.settings.pose),
        "strides": wording.counted(analysis.n_strides, "stride"),
        "errors": wording.listed([*(text for text, told in held if told), *worn]),
    }
    found = [
        {"title": title, "text": " ".join(text.format(**words) for text, told in texts if told)}
        for title, texts in parts
    ]
    if loads := load_texts.methods(analysis):
        found.insert(1, {"title": "How loads were computed", "text": loads})
    if seen and (assumed := _assumed(analysis)):
        found.append({"title": "What was assumed", "text": assumed})
    return found


_FILMED_HOW: Final = (
    "The pose model {pose} marked the joints in each analysed picture; marks that broke the rules "
    "of a body were repaired or left out."
)
_MARKED_HOW: Final = (
    "Joint centres were worked out from the markers, or from joint coordinates where a motion file "
    "holds no markers; parts without steady running straight ahead were left out."
)
_HOW: Final = (
    "{strides} were found from the feet, and every measure of them is a mean over strides."
)
_LOCAL: Final = "All of it ran on this computer; nothing was sent."
_SCATTER: Final = "the scatter from stride to stride"
_INTERVALS: Final = (
    "Each interval holds {errors}. Something stands out only when its whole interval lies past the "
    "mark."
)
_USUAL: Final = (
    "Usual ranges are guides from the works below and from engineering choices, not limits of "
    "health."
)
_FILMED_ERROR: Final = (
    "for film the error of the pose model for that measure and view, learned on rendered runners "
    "whose true posture is known"
)
_MARKED_ERROR: Final = (
    "for motion capture how far joint centres lie from where markers put them, as one offset for "
    "each point over the whole recording and a smaller one that changes with the stride"
)
_LIMITS: Final = (
    "No study was found that links upper-back pain in runners to how they run. A habit can add to "
    "what the back has to carry; whether it matters for you only your own runs can show. "
    "One recording is one moment of a run."
)
_FILM_LIMITS: Final = (
    "On film, loose clothes hide shoulders and hips, and a camera off the square or close by bends "
    "angles."
)
_MARKER_LIMITS: Final = (
    "Markers slide with the skin, and rules for usual bodies say where the joints lie under them."
)
_CHANGES: Final = "Changes within the same set-up say more than single levels."


def _assumed(analysis: Analysis) -> str:
    missing = analysis.runner.assumed
    if not missing:
        return ""
    names = {"height_cm": "height", "mass_kg": "body mass", "sex": "sex"}
    told = wording.listed([names[m] for m in missing])
    return f"Not given and taken from a reference adult where needed: {told}."


def cited(work: Reference) -> str:
    """One work in a line."""
    year = f" ({work.year})" if work.year else ""
    author = f"{_short(work.author)}{year}. " if work.author else ""
    journal = f". {work.journal}" if work.journal else ""
    return f"{author}{work.title.rstrip('.')}{journal}."


def _short(author: str) -> str:
    names = [name.split(",")[0].strip() for name in author.split(" and ")]
    return " and ".join(names) if len(names) < 3 else f"{names[0]} and others"
