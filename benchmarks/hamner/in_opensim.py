"""The half that runs in OpenSim's own interpreter; it imports nothing of runtall.

    PYTHON in_opensim.py JOB.json

A job names its task and its files; numbers go through ``.npz`` files, times through standard
output as JSON. It stands in a folder without a module called opensim, which would hide OpenSim's.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import in_optimise
import numpy as np
import numpy.typing as npt
import opensim
from in_optimise import clocked

Array = npt.NDArray[np.float64]


def opened(path: str) -> opensim.Model:
    """A model without muscles and with all coordinates free."""
    model = opensim.Model(path)
    model.updForceSet().clearAndDestroy()
    found = model.updCoordinateSet()
    for k in range(found.getSize()):
        found.get(k).set_locked(False)
    return model


class Solver:
    """Inverse dynamics of one model, frame by frame."""

    def __init__(self, path: str) -> None:
        self.model = opened(path)
        self.state = self.model.initSystem()
        self.solver = opensim.InverseDynamicsSolver(self.model)
        self.n = self.state.getNQ()
        self.places = self._places()

    def _places(self) -> dict[str, int]:
        """Where each coordinate lies in OpenSim's vectors."""
        found, coordinates = {}, self.model.getCoordinateSet()
        mark = 0.37
        for k in range(coordinates.getSize()):
            self.state.setQ(opensim.Vector(self.n, 0.0))
            coordinates.get(k).setValue(self.state, mark, False)
            q = self.state.getQ()
            (found[coordinates.get(k).getName()],) = [
                p for p in range(self.n) if abs(q.get(p) - mark) < 1e-12
            ]
        return found

    def rows(self, names: list[str], values: Array, others: Array) -> Array:
        """Values in OpenSim's order; the rest is taken from ``others``."""
        whole = others.copy()
        whole[:, [self.places[name] for name in names]] = values
        return whole

    def solve(self, q: Array, qd: Array, qdd: Array) -> Array:
        """NumPy in, NumPy out; one frame after the other."""
        vector, found = opensim.Vector.createFromMat, np.empty_like(q)
        for k in range(len(q)):
            self.state.setQ(vector(q[k]))
            self.state.setU(vector(qd[k]))
            found[k] = self.solver.solve(self.state, vector(qdd[k])).to_numpy()
        return found

    def solve_vectors(self, vectors: list[tuple[opensim.Vector, ...]]) -> list[opensim.Vector]:
        """The same of OpenSim's own vectors, which costs no conversion."""
        found = []
        for q, qd, qdd in vectors:
            self.state.setQ(q)
            self.state.setU(qd)
            found.append(self.solver.solve(self.state, qdd))
        return found


def fed(job: dict[str, object]) -> tuple[Solver, list[str], tuple[Array, Array, Array]]:
    """The solver of a job, and its states in OpenSim's order."""
    solver, given = Solver(str(job["model"])), np.load(str(job["states"]))
    names = [str(name) for name in given["names"]]
    rng = np.random.default_rng(int(str(job.get("legs", 0))))
    shape = (len(given["q"]), solver.n)
    # Whatever the states say nothing of (legs) moves at random.
    others = (rng.uniform(-1, 0, shape), 3 * rng.normal(size=shape), 30 * rng.normal(size=shape))
    q, qd, qdd = (
        solver.rows(names, given[key], other)
        for key, other in zip(("q", "qd", "qdd"), others, strict=True)
    )
    return solver, names, (q, qd, qdd)


def moments(job: dict[str, object]) -> dict[str, object]:
    """Forces of the coordinates that were given, ``(frame, coordinate)``."""
    solver, names, states = fed(job)
    found = solver.solve(*states)
    np.savez(str(job["out"]), moments=found[:, [solver.places[name] for name in names]])
    return {"coordinates": solver.n}


def timed(job: dict[str, object]) -> dict[str, object]:
    """Least processor time of a frame over the rounds, s."""
    solver, _, states = fed(job)
    vector = opensim.Vector.createFromMat
    vectors = [tuple(vector(a[k]) for a in states) for k in range(len(states[0]))]
    rounds = range(int(str(job["rounds"])))
    frame = min(clocked(lambda: solver.solve(*states)) for _ in rounds) / len(vectors)
    inner = min(clocked(lambda: solver.solve_vectors(vectors)) for _ in rounds) / len(vectors)
    return {"frame_s": frame, "vectors_s": inner, "coordinates": solver.n}


def tool(job: dict[str, object]) -> dict[str, object]:
    """OpenSim's InverseDynamicsTool from file to file."""
    out = Path(str(job["out"]))
    # The tool only borrows the model.
    model = opened(str(job["model"]))
    run = opensim.InverseDynamicsTool()
    run.setModel(model)
    run.setCoordinatesFileName(str(job["motion"]))
    run.setLowpassCutoffFrequency(float(str(job["cutoff_hz"])))
    run.setStartTime(-1e3)
    run.setEndTime(1e3)
    run.setResultsDir(str(out.parent))
    run.setOutputGenForceFileName(out.name)
    seconds = clocked(run.run)
    rows = opensim.TimeSeriesTable(str(out)).getNumRows()
    return {"seconds": seconds, "frames": rows}


def version(job: dict[str, object]) -> dict[str, object]:
    """Version of OpenSim."""
    return {"version": opensim.GetVersion()}


TASKS = {
    "version": version, "moments": moments, "timed": timed, "tool": tool,
    "runner": in_optimise.runner, "same_body": in_optimise.same_body,
}  # fmt: skip


def main() -> None:
    """Do the job that was named; OpenSim's own words go to standard error."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    opensim.Logger.setLevelString("off")
    # The tools print on standard output even then.
    kept = os.dup(1)
    os.dup2(2, 1)
    found = TASKS[job["task"]](job)
    sys.stdout.flush()
    os.dup2(kept, 1)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
