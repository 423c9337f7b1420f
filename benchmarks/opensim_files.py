"""Whether OpenSim reads the files of a result folder as they were written, number for number.

Runs with the interpreter of an environment of its own, because OpenSim needs a newer NumPy than
runtall; it imports nothing of runtall and takes the files alone:

    python3 -m venv opensim-env
    opensim-env/bin/pip install opensim
    opensim-env/bin/python benchmarks/opensim_files.py --trc markers.trc --mot joints.mot
    opensim-env/bin/python benchmarks/opensim_files.py --sto TABLE.sto
    opensim-env/bin/python benchmarks/opensim_files.py --trc A.trc --mot A.mot --model M.osim
    opensim-env/bin/python benchmarks/opensim_files.py --body body.osim --mot body.mot
    opensim-env/bin/python benchmarks/opensim_files.py --body body.osim --truth body.json

Each number that OpenSim gives is compared with the text of the file, through both of its readers.
With ``--model`` the coordinates of the motion that the model has are set on it, frame by frame, and
the directions of its limbs are compared with those between the markers: signs, order of the turns
and units are then the same on both sides. A model's own joints bend a few degrees out of line.
The coordinates are those of gait2392 and its kin, e.g. ``runningModel_CMC_test.osim``.

With ``--body`` a body of runtall's own is opened, with ``--mot`` its motion is set on it, and with
``--truth`` (`opensim_body.py`) masses, forces, lengths and levers of its muscles are compared with
those that MuJoCo found in random states.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

# Beside this script lies one called opensim.py, which would be taken for the package.
sys.path = [p for p in sys.path if Path(p or ".").resolve() != Path(__file__).resolve().parent]
import opensim  # noqa: E402

Array = npt.NDArray[np.float64]
Table = tuple[list[str], Array]

# Joint of the model at each marker of a limb's two ends.
LIMBS = {
    "thigh": (("hip", "hip"), ("knee", "knee")),
    "shank": (("knee", "knee"), ("ankle", "ankle")),
    "upper arm": (("shoulder", "acromial"), ("elbow", "elbow")),
    "forearm": (("elbow", "elbow"), ("wrist", "radius_hand")),
}


def trc_text(path: Path) -> Table:
    """Names, and time with positions (frame, 1 + 3 marker), as the text says."""
    lines = path.read_text(encoding="utf-8").split("\n")
    names = [name for name in lines[3].split("\t")[2:] if name]
    rows = [line.split("\t")[1 : 2 + 3 * len(names)] for line in lines[5:] if line.strip()]
    return names, np.array([[float(cell or "nan") for cell in row] for row in rows])


def sto_text(path: Path) -> Table:
    """Names, and time with values (frame, 1 + column), as the text says."""
    head, body = path.read_text(encoding="utf-8").split("endheader\n", 1)
    assert "inDegrees=" in head
    lines = body.rstrip("\n").split("\n")
    names = lines[0].split("\t")[1:]
    return names, np.array([[float(cell) for cell in line.split("\t")] for line in lines[1:]])


def trc_table(path: Path) -> Table:
    """The same through `TimeSeriesTableVec3`."""
    table = opensim.TimeSeriesTableVec3(str(path))
    times, wide = table.getIndependentColumn(), range(table.getNumColumns())
    rows = []
    for place, time in enumerate(times):
        row = table.getRowAtIndex(place)
        rows.append([time, *(row[column][axis] for column in wide for axis in range(3))])
    return list(table.getColumnLabels()), np.array(rows)


def trc_markers(path: Path) -> Table:
    """The same through `MarkerData`."""
    data = opensim.MarkerData(str(path))
    names, rows = data.getMarkerNames(), []
    for place in range(data.getNumFrames()):
        frame = data.getFrame(place)
        points = [frame.getMarker(m) for m in range(data.getNumMarkers())]
        rows.append([frame.getFrameTime(), *(p[axis] for p in points for axis in range(3))])
    return [names.get(m) for m in range(data.getNumMarkers())], np.array(rows)


def sto_table(path: Path) -> Table:
    """The same through `TimeSeriesTable`."""
    table = opensim.TimeSeriesTable(str(path))
    values = np.array(table.getMatrix().to_numpy())
    times = np.array(table.getIndependentColumn())
    return list(table.getColumnLabels()), np.column_stack([times, values])


def sto_storage(path: Path) -> Table:
    """The same through `Storage`."""
    storage = opensim.Storage(str(path))
    labels, rows = storage.getColumnLabels(), []
    for place in range(storage.getSize()):
        vector = storage.getStateVector(place)
        data = vector.getData()
        rows.append([vector.getTime(), *(data.get(c) for c in range(data.getSize()))])
    return [labels.get(c) for c in range(1, labels.getSize())], np.array(rows)


def compared(path: Path, text: Callable[[Path], Table], read: Callable[[Path], Table]) -> str:
    """One row of the table; ends the run where names or shape differ."""
    (names, written), (found, numbers) = text(path), read(path)
    if names != found or written.shape != numbers.shape:
        raise SystemExit(f"{path}: {read.__name__} gives other names or another number of rows")
    if (np.isnan(written) != np.isnan(numbers)).any():
        raise SystemExit(f"{path}: {read.__name__} gives gaps elsewhere")
    far = np.nanmax(np.abs(numbers - written))
    gaps = int(np.isnan(written).sum())
    return (
        f"{path.name:20s} {read.__name__:14s} {len(written):6d} {len(names):8d} "
        f"{written.size:9d} {gaps:6d} {far:12.3g}"
    )


def poses(
    model: opensim.Model, names: list[str], rows: Array, *, degrees: bool
) -> Iterator[tuple[opensim.State, float]]:
    """State of the model at each row, and by how much a coordinate differs from the file."""
    state, coordinates = model.initSystem(), model.updCoordinateSet()
    taken = [(place, coordinates.get(name)) for place, name in enumerate(names) if has(model, name)]
    for row in rows:
        worst = 0.0
        for place, coordinate in taken:
            turns = coordinate.getMotionType() == 1
            value = row[place + 1] * (math.pi / 180 if degrees and turns else 1.0)
            coordinate.setValue(state, value, False)
        model.realizePosition(state)
        for place, coordinate in taken:
            turns = coordinate.getMotionType() == 1
            value = coordinate.getValue(state) * (180 / math.pi if degrees and turns else 1.0)
            worst = max(worst, abs(value - row[place + 1]))
        yield state, worst


def has(model: opensim.Model, name: str) -> bool:
    """Whether the model has a free coordinate of that name."""
    found = model.getCoordinateSet()
    if not found.contains(name):
        return False
    return not found.get(name).getDefaultLocked()


def centre(model: opensim.Model, state: opensim.State, joint: str) -> Array:
    """Place of a joint in m."""
    point = model.getJointSet().get(joint).getChildFrame().getPositionInGround(state)
    return np.array([point[axis] for axis in range(3)])


def limbs(model: opensim.Model, state: opensim.State, markers: dict[str, Array]) -> Iterator[float]:
    """Angle in degrees between each limb of the model and the same between markers."""
    for ends in LIMBS.values():
        for side in ("left", "right"):
            joints = [centre(model, state, f"{joint}_{side[0]}") for _, joint in ends]
            points = [markers[f"{side}_{name}"] for name, _ in ends]
            ours, theirs = points[1] - points[0], joints[1] - joints[0]
            cosine = ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs)
            yield math.degrees(math.acos(min(1.0, cosine)))


def on_model(osim: Path, mot: Path, trc: Path) -> None:
    """Set the motion on the model and print what it took and how its limbs lie."""
    model = opensim.Model(str(osim))
    model.initSystem()
    names, rows = sto_text(mot)
    degrees = opensim.Storage(str(mot)).isInDegrees()
    taken = [name for name in names if has(model, name)]
    labels, points = trc_text(trc)
    worst, angles = 0.0, []
    for frame, (state, far) in enumerate(poses(model, names, rows, degrees=degrees)):
        worst = max(worst, far)
        places = points[frame, 1:].reshape(-1, 3)
        angles.append(list(limbs(model, state, dict(zip(labels, places, strict=True)))))
    print(f"\n{osim.name} takes {len(taken)} of {len(names)} coordinates over {len(rows)} frames")
    print(f"not in the model: {', '.join(n for n in names if n not in taken) or 'none'}")
    print(f"largest difference of a coordinate set and read back: {worst:.3g} (file's units)")
    print("\nlimb        side   angle between model and markers, mean and max, deg")
    table = iter(np.array(angles).T)
    for limb in LIMBS:
        for side in ("left", "right"):
            one = next(table)
            print(f"{limb:11s} {side:5s}  {one.mean():6.2f} {one.max():6.2f}")


def opened(osim: Path) -> tuple[opensim.Model, opensim.State]:
    """A body that loads and starts without a warning; ends the run where OpenSim has one."""
    log = opensim.StringLogSink()
    opensim.Logger.setLevelString("warn")
    opensim.Logger.addSink(log)
    model = opensim.Model(str(osim))
    state = model.initSystem()
    opensim.Logger.removeSink(log)
    if said := log.getString().strip():
        raise SystemExit(f"{osim}: {said}")
    counts = (model.getNumBodies(), model.getNumCoordinates(), model.getMuscles().getSize())
    print(f"\n{osim.name} opens without a warning: {counts[0]} bodies, {counts[1]} coordinates, "
          f"{counts[2]} muscles, {model.getTotalMass(state):.6g} kg")  # fmt: skip
    return model, state


def body_plays(osim: Path, mot: Path) -> None:
    """Set a motion on its body: every column must be a coordinate, and the other way round."""
    model, _ = opened(osim)
    names, rows = sto_text(mot)
    own = model.getCoordinateSet()
    if set(names) != {own.get(k).getName() for k in range(own.getSize())}:
        raise SystemExit(f"{mot}: its columns are not the coordinates of {osim}")
    degrees = opensim.Storage(str(mot)).isInDegrees()
    far = max(worst for _, worst in poses(model, names, rows, degrees=degrees))
    print(f"{mot.name}: {len(rows)} frames; largest difference set and read back {far:.3g}")


def body_compared(osim: Path, truth: dict[str, Any]) -> None:
    """Compare a body with what MuJoCo says of it."""
    model, state = opened(osim)
    forces, muscles = model.updForceSet(), model.getMuscles()
    for k in range(forces.getSize()):
        forces.get(k).setAppliesForce(state, False)
    paths = [muscles.get(name) for name in truth["muscles"]]
    coordinates = [model.getCoordinateSet().get(name) for name in truth["coordinates"]]
    strength = [m.getMaxIsometricForce() for m in paths]
    force, length, lever = [], [], []
    for wanted in truth["states"]:
        found = forced(model, state, coordinates, wanted)
        force.append(np.array(found) - wanted["force"])
        length.append([m.getLength(state) for m in paths] - np.array(wanted["length"]))
        arms = [[m.computeMomentArm(state, c) for c in coordinates] for m in paths]
        lever.append(np.array(arms) - wanted["lever"])
    print(f"compared with MuJoCo in {len(force)} random states, largest differences")
    print(f"mass                {abs(model.getTotalMass(state) - truth['mass']):10.3g} kg")
    print(f"force of muscles    {np.abs(np.subtract(strength, truth['strength'])).max():10.3g} N")
    print(f"inverse dynamics    {np.abs(force).max():10.3g} N, N m")
    straight = np.array([not m.getGeometryPath().getWrapSet().getSize() for m in paths])
    for kind, some in (("straight", straight), ("round ribs", ~straight)):
        if some.any():
            far = [np.abs(np.array(table)[:, some]).max() for table in (length, lever)]
            print(f"muscles, {kind:10s} {far[0]:10.3g} m of length, {far[1]:.3g} m of lever")


def forced(
    model: opensim.Model,
    state: opensim.State,
    coordinates: list[opensim.Coordinate],
    wanted: dict[str, list[float]],
) -> list[float]:
    """Set a state; what its acceleration asks of each coordinate, N and N m."""
    asked = opensim.Vector(state.getNU(), 0.0)
    order = model.getCoordinateNamesInMultibodyTreeOrder()
    places = {order.getElt(k): k for k in range(order.size())}
    for c, q, u, a in zip(
        coordinates, wanted["position"], wanted["velocity"], wanted["acceleration"], strict=True
    ):
        c.setValue(state, q, False)
        c.setSpeedValue(state, u)
        asked[places[c.getName()]] = a
    model.realizeVelocity(state)
    found = opensim.InverseDynamicsSolver(model).solve(state, asked)
    return [found[places[c.getName()]] for c in coordinates]


def main() -> None:
    """Compare the files that were named."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--trc", type=Path)
    parser.add_argument("--mot", type=Path)
    parser.add_argument("--sto", type=Path)
    parser.add_argument("--model", type=Path, help="an OpenSim model; needs --mot and --trc")
    parser.add_argument("--body", type=Path, help="a body of runtall's own")
    parser.add_argument("--truth", type=Path, help="what MuJoCo says of --body")
    options = parser.parse_args()
    opensim.Logger.setLevelString("error")
    print(f"OpenSim {opensim.GetVersion()}")
    print("file                 reader           rows  columns   numbers   gaps  max abs diff")
    tables = [(options.trc, trc_text, r) for r in (trc_table, trc_markers)]
    for path in (options.mot, options.sto):
        tables += [(path, sto_text, r) for r in (sto_table, sto_storage)]
    for path, text, read in tables:
        if path is not None:
            print(compared(path, text, read))
    if options.model:
        on_model(options.model, options.mot, options.trc)
    if options.body and options.mot:
        body_plays(options.body, options.mot)
    if options.body and options.truth:
        body_compared(options.body, json.loads(options.truth.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
