"""OpenSim and runtall side by side: the same moments on the same bodies, and how long each takes.

The runner's model, its run and the forces under its feet are files that OpenSim ships with its
tests (Hamner 2010); they are looked for in ``RUNTALL_TEST_DATA``/mocap/hamner_run.

    python benchmarks/opensim.py [--opensim-python PYTHON] [--json] [--write-reference PATH]

OpenSim 4.6 needs a newer NumPy than runtall, so its half runs in an interpreter of its own: the
one given, the one in ``RUNTALL_OPENSIM_PYTHON``, or one made in ``.venv-opensim`` with pip.
Everything runs on one core. Times are processor times, the least of several rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

import mujoco
import numpy as np
import numpy.typing as npt
from hamner import motions, osim, other, ours, same_body

from runtall.dynamics.inverse import ROWS
from runtall.dynamics.osim.joints import kept

Array = npt.NDArray[np.float64]

MODEL = "runningModel_CMC_test.osim"
SMOOTH = "runningModel_Kinematics_q.sto"
RAW = "subject02_running_arms_ik.mot"
GROUND = "runningModel_GRF_data.mot"
ARM = ("arm_flex", "arm_add", "arm_rot", "elbow_flex")
SHOWN = (
    "lumbar_extension", "lumbar_bending", "lumbar_rotation",
    *(f"{name}_{side}" for side in "rl" for name in ARM),
)  # fmt: skip
CUTOFFS_HZ = (6.0, 10.0)
FRAMES = 200
ROUNDS, TURNS = 10, 3
KEPT = 6
BEGIN_S, SHORT_S, LONG_S, RUNNER_FRAMES = 0.9, 0.904, 0.944, 40
"""Piece of the run that OpenSim optimises; its frames are a millisecond apart."""
WINDOWS = (2, 22)
"""Frames of the stride in a short and a long piece for OpenSim."""
FREE_N = 1000.0


@dataclass(frozen=True, slots=True)
class Bench:
    """Files, the interpreter of OpenSim and the same bodies in MuJoCo."""

    files: Path
    python: Path
    folder: Path
    model: mujoco.MjModel
    upper: Path

    def ask(self, task: str, **job: object) -> dict[str, Any]:
        """OpenSim's answer to a job."""
        return other.asked(self.python, self.folder, task, **job)

    def moments(self, states: motions.States, model: Path, legs: int = 0) -> Array:
        """OpenSim's forces of the coordinates of some states."""
        given, out = self.folder / "states.npz", self.folder / "moments.npz"
        np.savez(given, **states.arrays())
        self.ask("moments", model=model, states=given, out=out, legs=legs)
        found: Array = np.load(out)["moments"]
        return found

    @property
    def whole(self) -> Path:
        """The model as OpenSim ships it."""
        return self.files / MODEL


def opened(files: Path, python: Path, folder: Path) -> Bench:
    """Build the bodies, and the model without legs for OpenSim."""
    model = osim.build(files / MODEL, rounded=True)
    upper = osim.without_legs(files / MODEL, folder / "upper.osim")
    return Bench(files, python, folder, model, upper)


def given_states(bench: Bench) -> dict[str, motions.States]:
    """Random states, and those of the recorded run."""
    names = osim.coordinates(bench.model)
    run = motions.recorded(bench.files / SMOOTH, names, FRAMES)
    return {"random": motions.drawn(names, FRAMES), "run": run}


def mine(model: mujoco.MjModel, states: motions.States) -> Array:
    """Forces of the coordinates of some states by MuJoCo."""
    return osim.inverse(model, states.q, states.qd, states.qdd)


def equal_states(bench: Bench) -> dict[str, Any]:
    """Largest difference of each moment on equal states, N m, and what the legs matter."""
    found: dict[str, Any] = {}
    plain = osim.build(bench.whole)
    for kind, states in given_states(bench).items():
        places = [states.names.index(name) for name in SHOWN]
        theirs = bench.moments(states, bench.whole)[:, places]
        moved = bench.moments(states, bench.whole, legs=1)[:, places]
        absent = bench.moments(states, bench.upper)[:, places]
        apart = np.abs(mine(bench.model, states)[:, places] - theirs).max(axis=0)
        found[kind] = {
            "largest": dict(zip(SHOWN, np.abs(theirs).max(axis=0).tolist(), strict=True)),
            "apart": dict(zip(SHOWN, apart.tolist(), strict=True)),
            "legs": float(max(np.abs(theirs - o).max() for o in (moved, absent))),
            "all_digits": float(np.abs(mine(plain, states)[:, places] - theirs).max()),
        }
    return found


def chain(bench: Bench, cutoff_hz: float) -> dict[str, Any]:
    """Largest difference of each moment through the whole chain, % of its peak to peak."""
    out = bench.folder / "tool.sto"
    took = bench.ask(
        "tool", model=bench.whole, motion=bench.files / RAW, cutoff_hz=cutoff_hz, out=out
    )
    columns, times, values = motions.table(out)
    names = osim.coordinates(bench.model)
    curve, even = motions.filtered(bench.files / RAW, names, cutoff_hz)
    # OpenSim also gives what it put before and behind the recording for its filter.
    inside = (times >= even[0]) & (times <= even[-1])
    own = mine(bench.model, motions.states(names, curve, times[inside]))
    apart = {}
    for name in SHOWN:
        theirs = values[inside, columns.index(f"{name}_moment")]
        far = np.abs(own[:, names.index(name)] - theirs).max()
        apart[name] = {"percent": float(100 * far / np.ptp(theirs)), "span": float(np.ptp(theirs))}
    return {"cutoff_hz": cutoff_hz, "frames": int(inside.sum()), "moments": apart, "tool": took}


def inverse_speed(bench: Bench) -> dict[str, float]:
    """Microseconds of a frame of inverse dynamics."""
    states = given_states(bench)["run"]
    given = bench.folder / "states.npz"
    np.savez(given, **states.arrays())
    taken: list[dict[str, float]] = []
    # In turns, so that a busy machine is busy for both.
    for _ in range(TURNS):
        whole = bench.ask("timed", model=bench.whole, states=given, rounds=ROUNDS)
        upper = bench.ask("timed", model=bench.upper, states=given, rounds=ROUNDS)
        own = ours.inverse_s(bench.model, states, ROUNDS)
        taken.append({
            "opensim_whole": whole["frame_s"], "opensim_same": upper["frame_s"],
            "opensim_same_vectors": upper["vectors_s"], "mujoco_inverse": own["inverse"],
            "mujoco_recursion": own["recursion"],
        })  # fmt: skip
    tool = bench.ask("tool", model=bench.whole, motion=bench.files / RAW, cutoff_hz=CUTOFFS_HZ[0],
                     out=bench.folder / "tool.sto")  # fmt: skip
    least = {key: min(one[key] for one in taken) for key in taken[0]}
    least["opensim_tool"] = tool["seconds"] / tool["frames"]
    least["runtall_chain"] = ours.chain_s(bench.model, bench.files / RAW, CUTOFFS_HZ[0], TURNS)
    return {key: 1e6 * seconds for key, seconds in least.items()}


def muscles(bench: Bench) -> dict[str, Any]:
    """The same muscles, stride and costs in both: answers and microseconds of a frame."""
    runner = bench.ask(
        "runner", model=bench.whole, motion=bench.files / SMOOTH, ground=bench.files / GROUND,
        into=bench.folder, begin=BEGIN_S, ends=[SHORT_S, LONG_S], frames=RUNNER_FRAMES,
    )  # fmt: skip
    stride = ours.stride_of(bench.files / RAW)
    theirs, took = _asked_muscles(bench, stride)
    acting = took.pop("acting")
    seconds = {**ours.muscle_s(stride, ROUNDS), **took, "runner_s": runner["frame_s"]}
    return {
        "apart": _apart(stride, theirs), "frames": len(theirs["times"]), "acting": acting,
        "muscles": len(stride.bodies[0].muscles), "rows": len(ROWS),
        "us": {key: 1e6 * s for key, s in seconds.items()},
    }  # fmt: skip


def _apart(stride: ours.Stride, theirs: dict[str, Array]) -> dict[str, float]:
    """Differences between both answers."""
    solution, by = same_body.answer(stride.motion, stride.bodies)
    step = stride.period_s / ours.INSTANTS
    at = np.round(theirs["times"] / step).astype(int) % ours.INSTANTS
    activation = np.abs(solution.values[0][at] - theirs["activation"])
    lever, round_ = np.abs(by.muscle[0][at] - theirs["lever"]), same_body.wrapped(stride.bodies[0])
    return {
        "activation": float(activation.max()), "activation_mean": float(activation.mean()),
        "reserve_nm": float(np.abs(solution.reserve[at] - theirs["reserve"]).max()),
        "contact_n": float(np.abs(solution.values[1][at] - theirs["contact"]).max()),
        "lever_m": float(lever.max()), "lever_straight_m": float(lever[..., ~round_].max()),
    }  # fmt: skip


def _asked_muscles(bench: Bench, stride: ours.Stride) -> tuple[dict[str, Array], dict[str, float]]:
    body, step = stride.bodies[0], stride.period_s / ours.INSTANTS
    model, motion = same_body.write(stride.motion, body, stride.period_s, bench.folder)
    names = [way.name for ways in kept(body).values() for way in ways]
    # The second stride: ends of a spline touch neither.
    begin = stride.period_s
    out = bench.folder / "muscles.npz"
    took = bench.ask(
        "same_body", model=model, motion=motion, into=bench.folder, out=out, rows=list(ROWS),
        muscles=list(body.muscles), reserves=same_body.reserves(names, FREE_N),
        contacts=same_body.contacts(stride.motion, body), push_n=same_body.push_n(),
        begin=begin, ends=[begin + n * step for n in WINDOWS], frames=WINDOWS[1] - WINDOWS[0],
    )  # fmt: skip
    return dict(np.load(out)), took


def reference(bench: Bench) -> dict[str, Any]:
    """A few states with OpenSim's moments, for a test that has no OpenSim."""
    rows: dict[str, list[Any]] = {key: [] for key in ("q", "qd", "qdd", "moments")}
    for states in given_states(bench).values():
        few = states.take(slice(None, None, FRAMES // KEPT))
        places = [few.names.index(name) for name in SHOWN]
        rows["moments"] += bench.moments(few, bench.whole)[:, places].tolist()
        for key in ("q", "qd", "qdd"):
            rows[key] += getattr(few, key).tolist()
    version = bench.ask("version")["version"]
    return {
        "made_by": f"OpenSim {version}, InverseDynamicsSolver on {MODEL}",
        "coordinates": list(osim.coordinates(bench.model)), "shown": list(SHOWN), **rows,
    }  # fmt: skip


def told(found: dict[str, Any]) -> str:
    """All as tables."""
    lines = [f"OpenSim {found['version']}, MuJoCo {mujoco.__version__}, one core", ""]
    lines += ["Equal states, N m (largest moment, largest difference)"]
    lines += [f"{'':18s}{'random states':>24s}{'states of the run':>24s}"]
    states = found["equal_states"]
    for name in SHOWN:
        cells = (
            f"{states[k]['largest'][name]:12.1f}{states[k]['apart'][name]:12.1e}" for k in states
        )
        lines.append(f"{name:18s}{''.join(cells)}")
    legs = max(s["legs"] for s in states.values())
    digits = max(s["all_digits"] for s in states.values())
    lines += [
        f"OpenSim's own moments with legs moving otherwise, or without legs, differ by {legs:.1e}.",
        "Joints and inertias to six figures, as OpenSim 4 reads this old form of a file; with all",
        f"figures of the file the largest difference is {digits:.1e}.", "",
    ]  # fmt: skip
    return "\n".join(lines + _chains(found["chains"]) + _speed(found))


def _chains(chains: list[dict[str, Any]]) -> list[str]:
    lines = ["Whole chain, recording to moments: largest difference, % of peak to peak"]
    lines += [f"{'cut-off':18s}" + "".join(f"{c['cutoff_hz']:21.0f} Hz" for c in chains)]
    for name in SHOWN:
        cells = (
            f"{c['moments'][name]['percent']:13.2f} % of {c['moments'][name]['span']:5.1f}"
            for c in chains
        )
        lines.append(f"{name:18s}{''.join(cells)}")
    return [*lines, ""]


def _speed(found: dict[str, Any]) -> list[str]:
    inverse, muscle = found["inverse_us"], found["muscles"]["us"]
    own, levers, whole = inverse["mujoco_inverse"], muscle["levers"], muscle["whole"]
    same, analysis, optimise = inverse["opensim_same"], muscle["analysis_s"], muscle["optimise_s"]
    rows = [
        ("Inverse dynamics, NumPy in and out", 0.0, 0.0),
        ("  same bodies: mj_inverse", same, own),
        ("  same bodies: MuJoCo's recursion alone", same, inverse["mujoco_recursion"]),
        ("  OpenSim with the legs it comes with", inverse["opensim_whole"], own),
        ("  file to moments: tool, whole chain", inverse["opensim_tool"], inverse["runtall_chain"]),
        ("Muscles, same body and stride", 0.0, 0.0),
        ("  levers: MuscleAnalysis", analysis, levers),
        ("  levers: computeMomentArm, all", muscle["levers_s"], levers),
        ("  levers: computeMomentArm, not 0", muscle["acting_levers_s"], levers),
        ("  StaticOptimization alone", optimise, whole),
        ("  MuscleAnalysis and StaticOptimization", analysis + optimise, whole),
        ("  StaticOptimization, OpenSim's runner", muscle["runner_s"], whole),
    ]
    lines = [f"{'Processor time of a frame, us':42s}{'OpenSim':>10s}{'runtall':>10s}{'times':>9s}"]
    lines += [f"{n:42s}{a:10.1f}{b:10.1f}{a / b:9.1f}" if b else n for n, a, b in rows]
    return [*lines, "", *_muscles(found["muscles"])]


def _muscles(found: dict[str, Any]) -> list[str]:
    apart = {key: f"{value:.1e}" for key, value in found["apart"].items()}
    sizes = f"{found['muscles']} muscles, {found['rows']} moments, {found['acting']} levers not 0"
    return [
        f"Muscles: {sizes}, {found['frames']} frames of a mean stride; costs and bounds alike.",
        f"Largest differences: activation {apart['activation']} (mean {apart['activation_mean']}),",
        f"rib contact {apart['contact_n']} N, reserve {apart['reserve_nm']} N m, lever",
        f"{apart['lever_straight_m']} m; {apart['lever_m']} m where a muscle lies on round ribs.",
    ]  # fmt: skip


def measured(bench: Bench) -> dict[str, Any]:
    """Everything."""
    return {
        "version": bench.ask("version")["version"],
        "equal_states": equal_states(bench),
        "chains": [chain(bench, cutoff) for cutoff in CUTOFFS_HZ],
        "inverse_us": inverse_speed(bench),
        "muscles": muscles(bench),
    }


def one_core() -> None:
    """Keep this process and its children on one core, where the system allows it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--opensim-python", type=Path, help="interpreter that has OpenSim")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write-reference", type=Path, metavar="PATH")
    options = parser.parse_args()
    root = Path(__file__).parents[1]
    data = Path(os.environ.get("RUNTALL_TEST_DATA", root.parent / "shared" / "data"))
    files = data / "mocap" / "hamner_run"
    if not files.is_dir():
        raise SystemExit("the recordings are not here (set RUNTALL_TEST_DATA to their folder)")
    one_core()
    with tempfile.TemporaryDirectory() as folder:
        bench = opened(files, other.interpreter(options.opensim_python), Path(folder))
        if options.write_reference:
            text = json.dumps(reference(bench)).replace("], [", "],\n[")
            options.write_reference.write_text(text + "\n", encoding="utf-8")
            return
        found = measured(bench)
    print(json.dumps(found, indent=1) if options.json else told(found))


if __name__ == "__main__":
    sys.exit(main())
