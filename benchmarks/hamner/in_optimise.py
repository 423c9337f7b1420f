"""Muscles in OpenSim: StaticOptimization and MuscleAnalysis, as its AnalyzeTool runs them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import opensim

Array = npt.NDArray[np.float64]
Job = dict[str, Any]

RUNNER = (("pelvis", 1000.0), ("lumbar", 100.0), ("arm", 100.0), ("elbow", 100.0))
OTHER = 20.0
FEET = {"R": "calcn_r", "L": "calcn_l"}
LEAST = 1e-6
"""Activation below which OpenSim's muscles cannot go; 0 is refused."""
AFTER_S = 1e-5


def clocked(work: Callable[[], object]) -> float:
    """Processor seconds of a call."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def free(path: str) -> opensim.Model:
    """A model with its muscles and all coordinates free."""
    model = opensim.Model(path)
    found = model.updCoordinateSet()
    for k in range(found.getSize()):
        found.get(k).set_locked(False)
    return model


class Things(Protocol):
    """One of OpenSim's sets."""

    def get(self, place: int) -> opensim.Object:
        """What lies there."""

    def getSize(self) -> int:  # noqa: N802
        """How many there are."""


def names_of(things: Things) -> list[str]:
    """Names in one of OpenSim's sets."""
    return [things.get(k).getName() for k in range(things.getSize())]


def reserve(model: opensim.Model, name: str, size: float) -> None:
    """Let a coordinate be driven by something other than muscles."""
    actuator = opensim.CoordinateActuator(name)
    actuator.setName(f"reserve_{name}")
    actuator.setOptimalForce(size)
    actuator.setMinControl(-1e6)
    actuator.setMaxControl(1e6)
    model.addForce(actuator)


def runner(job: Job) -> dict[str, object]:
    """Time of a frame of StaticOptimization on OpenSim's own running model."""
    folder, model = Path(job["into"]), free(job["model"])
    for name in names_of(model.getCoordinateSet()):
        reserve(model, name, next((s for start, s in RUNNER if name.startswith(start)), OTHER))
    model.finalizeConnections()
    model.printToXML(str(folder / "muscles.osim"))
    ground_forces(job["ground"], folder)
    return {"frame_s": per_frame(job, folder, opensim.StaticOptimization)}


def ground_forces(data: str, folder: Path) -> None:
    """Forces under both feet as OpenSim wants them."""
    loads = opensim.ExternalLoads()
    for side, body in FEET.items():
        force = opensim.ExternalForce()
        force.setName(side)
        force.set_applied_to_body(body)
        force.set_force_expressed_in_body("ground")
        force.set_point_expressed_in_body("ground")
        force.set_force_identifier(f"{side}_ground_force_v")
        force.set_point_identifier(f"{side}_ground_force_p")
        force.set_torque_identifier(f"{side}_ground_torque_")
        loads.cloneAndAppend(force)
    loads.setDataFileName(data)
    loads.printToXML(str(folder / "ground.xml"))


def same_body(job: Job) -> dict[str, object]:
    """Times, activations and levers of runtall's own body; see ``same_body.py``."""
    folder, model = Path(job["into"]), free(job["model"])
    for name, size in job["reserves"].items():
        reserve(model, name, size)
    for contact in job["contacts"]:
        rib_contact(model, contact, job["push_n"])
    for name in names_of(model.getMuscles()):
        muscle = opensim.Millard2012EquilibriumMuscle.safeDownCast(model.updMuscles().get(name))
        muscle.set_minimum_activation(LEAST)
        muscle.setMinControl(LEAST)
    model.finalizeConnections()
    model.printToXML(str(folder / "muscles.osim"))
    found = {
        "optimise_s": per_frame(job, folder, opensim.StaticOptimization),
        "analysis_s": per_frame(job, folder, lambda: all_levers(job["rows"])),
    }
    results(job, folder)
    return found | one_by_one(job, folder)


def rib_contact(model: opensim.Model, contact: Job, size: float) -> None:
    """One-sided: it pulls outward along the normal of the ribs and never inward."""
    actuator = opensim.PathActuator()
    actuator.setName(f"contact_{contact['name']}")
    actuator.setOptimalForce(size)
    actuator.setMinControl(0.0)
    actuator.setMaxControl(1e3)
    for name, body in (("near", "blade"), ("far", "chest")):
        frame = model.getBodySet().get(contact[body])
        actuator.addNewPathPoint(name, frame, opensim.Vec3(*contact[name]))
    model.addForce(actuator)


def all_levers(rows: list[str]) -> opensim.MuscleAnalysis:
    """Levers of all muscles about some coordinates."""
    analysis, chosen = opensim.MuscleAnalysis(), opensim.ArrayStr()
    for row in rows:
        chosen.append(row)
    analysis.setCoordinates(chosen)
    analysis.setComputeMoments(True)
    return analysis


def per_frame(job: Job, folder: Path, make: Callable[[], opensim.Analysis]) -> float:
    """Processor seconds of a frame: a long window less a short one, so that loading falls out."""
    begin, (short, long) = job["begin"], job["ends"]
    took = [clocked(tool(job, folder, make(), end + AFTER_S).run) for end in (short, long)]
    assert begin < short < long
    return (took[1] - took[0]) / job["frames"]


def tool(job: Job, folder: Path, analysis: opensim.Analysis, end: float) -> opensim.AnalyzeTool:
    """A tool ready to run; it takes its motion from a file only when read from one itself."""
    analysis.setStartTime(job["begin"])
    analysis.setEndTime(end)
    analysis.setStepInterval(1)
    if isinstance(analysis, opensim.StaticOptimization) and "rows" in job:
        # Force is activation times greatest force, as in runtall.
        analysis.setUseMusclePhysiology(False)
    run = opensim.AnalyzeTool()
    run.setName("analysed")
    run.setModelFilename(str(folder / "muscles.osim"))
    run.setCoordinatesFileName(job["motion"])
    if "ground" in job:
        run.setExternalLoadsFileName(str(folder / "ground.xml"))
    run.setResultsDir(str(folder))
    run.setInitialTime(job["begin"])
    run.setFinalTime(end)
    run.setSolveForEquilibrium(False)
    run.updAnalysisSet().cloneAndAppend(analysis)
    run.printToXML(str(folder / "analyse.xml"))
    return opensim.AnalyzeTool(str(folder / "analyse.xml"))


def results(job: Job, folder: Path) -> None:
    """Activations ``(frame, muscle)``, reserves in N m, contacts in N, levers in m."""
    names, rows = job["muscles"], job["rows"]
    pushes = [f"contact_{contact['name']}" for contact in job["contacts"]]
    times, activation = columns(folder / "analysed_StaticOptimization_activation.sto", names)
    force = folder / "analysed_StaticOptimization_force.sto"
    arms = [
        columns(folder / f"analysed_MuscleAnalysis_MomentArm_{row}.sto", names)[1] for row in rows
    ]
    np.savez(
        job["out"], times=times, activation=activation,
        reserve=columns(force, [f"reserve_{row}" for row in rows])[1],
        contact=columns(force, pushes)[1], lever=np.stack(arms, axis=1),
    )  # fmt: skip


def columns(path: Path, names: list[str]) -> tuple[Array, Array]:
    """Times and some columns of a table."""
    table = opensim.TimeSeriesTable(str(path))
    labels, values = list(table.getColumnLabels()), table.getMatrix().to_numpy()
    chosen = values[:, [labels.index(name) for name in names]]
    return np.array(table.getIndependentColumn()), np.array(chosen)


def one_by_one(job: Job, folder: Path) -> dict[str, object]:
    """Levers asked for one by one in one posture, all of them and only those that are not 0."""
    model = opensim.Model(str(folder / "muscles.osim"))
    state = model.initSystem()
    model.realizePosition(state)
    coordinates = [model.getCoordinateSet().get(row) for row in job["rows"]]
    muscles = [model.getMuscles().get(name) for name in job["muscles"]]
    pairs = [(m, c) for m in muscles for c in coordinates]
    acting = [p for p, x in zip(pairs, np.load(job["out"])["lever"][0].T.ravel(), strict=True) if x]

    def ask(some: list[tuple[Any, Any]]) -> None:
        for muscle, coordinate in some:
            muscle.computeMomentArm(state, coordinate)

    return {
        "levers_s": clocked(lambda: ask(pairs)),
        "acting_levers_s": clocked(lambda: ask(acting)),
        "acting": len(acting),
    }
