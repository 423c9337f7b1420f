"""A runner's body for OpenSim, with what MuJoCo says of it in random postures.

Runs with the interpreter that has runtall; `opensim_files.py` compares it in OpenSim's own:

    .venv/bin/python benchmarks/opensim_body.py .
    opensim-env/bin/python benchmarks/opensim_files.py --body body.osim --truth body.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import numpy.typing as npt

from runtall.dynamics.body import GIRDLE, Body, build
from runtall.dynamics.osim.joints import kept
from runtall.dynamics.osim.model import osim_text
from runtall.dynamics.size import body_size

Array = npt.NDArray[np.float64]

TURN, GIRDLE_TURN, SPEED, ACCELERATION = 0.3, 0.1, 3.0, 30.0


def free(body: Body) -> Array:
    """Numbers of the degrees of freedom that the file has."""
    return np.array([body.dof[w.name] for ways in kept(body).values() for w in ways])


def levers(model: mujoco.MjModel, data: mujoco.MjData) -> Array:
    """Moment of each muscle's newton about each degree of freedom."""
    dense, rows = np.zeros((model.ntendon, model.nv)), np.arange(model.ntendon)
    dense[np.repeat(rows, model.ten_J_rownnz), model.ten_J_colind] = data.ten_J
    return -dense


def states(body: Body, count: int, seed: int) -> list[dict[str, Any]]:
    """Random states with the forces they need, and lengths and levers of the muscles."""
    rng, own, found = np.random.default_rng(seed), free(body), []
    data = mujoco.MjData(body.model)
    # Shoulder blades move little: further off, muscles would go the wrong way round the ribs.
    girdle = [n.rsplit("_", 1)[0] in GIRDLE for n, k in body.dof.items() if k in own]
    turn = np.where(girdle, GIRDLE_TURN, TURN)
    for _ in range(count):
        for values, wide in ((data.qpos, turn), (data.qvel, SPEED), (data.qacc, ACCELERATION)):
            values[:] = 0.0
            values[own] = wide * rng.standard_normal(len(own))
        acceleration = data.qacc.copy()
        mujoco.mj_inverse(body.model, data)
        found.append({
            "position": data.qpos[own].tolist(),
            "velocity": data.qvel[own].tolist(),
            "acceleration": acceleration[own].tolist(),
            "force": data.qfrc_inverse[own].tolist(),
            "length": data.ten_length.tolist(),
            "lever": levers(body.model, data)[:, own].tolist(),
        })  # fmt: skip
    return found


def main() -> None:
    """Write ``body.osim`` and ``body.json``."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--states", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    body = build(body_size(65.9, 1.77))
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "body.osim").write_text(osim_text(body), encoding="utf-8")
    truth = {
        "mass": body.size.mass_kg,
        "coordinates": [list(body.dof)[k] for k in free(body)],
        "muscles": list(body.muscles),
        "strength": body.strength_n.tolist(),
        "states": states(body, options.states, options.seed),
    }
    (options.folder / "body.json").write_text(json.dumps(truth), encoding="utf-8")


if __name__ == "__main__":
    main()
