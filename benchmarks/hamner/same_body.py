"""The same muscles and the same stride for OpenSim, and runtall's answer to the same problem.

What differs from the loads of an analysis: the target of activations is 0, since OpenSim knows
none, and the spine's own resistance is left out, since it is not in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import mujoco
import numpy as np
import numpy.typing as npt

from runtall.dynamics.body import Body
from runtall.dynamics.effort.solve import Solution, solve
from runtall.dynamics.effort.terms import Activation, Push
from runtall.dynamics.inverse import CONTACTS, ROWS, Levers, levers, needed
from runtall.dynamics.osim.joints import kept
from runtall.dynamics.osim.model import osim_text
from runtall.dynamics.posture import BodyMotion
from runtall.literature import number
from runtall.literature.anatomy import trunk

Array = npt.NDArray[np.float64]

STRIDES = 3
FAR_M = 100.0
"""Far enough that a pull towards there keeps its direction while the shoulder blade moves."""


def write(motion: BodyMotion, body: Body, period_s: float, folder: Path) -> tuple[Path, Path]:
    """Model and some strides of motion for OpenSim."""
    model, table = folder / "body.osim", folder / "body.mot"
    model.write_text(osim_text(body), encoding="utf-8")
    names = [way.name for ways in kept(body).values() for way in ways]
    stride = motion.position[0][:, [body.dof[name] for name in names]]
    rows = np.concatenate([*[stride] * STRIDES, stride[:1]])
    times = np.arange(len(rows)) * period_s / len(stride)
    head = (
        f"body\nversion=1\nnRows={len(rows)}\nnColumns={len(names) + 1}\ninDegrees=no\nendheader\n"
    )
    lines = ["\t".join(["time", *names])]
    lines += [
        "\t".join(repr(float(n)) for n in (t, *row)) for t, row in zip(times, rows, strict=True)
    ]
    table.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return model, table


def contacts(motion: BodyMotion, body: Body) -> list[dict[str, object]]:
    """Each contact as a pull on the shoulder blade from far out along the normal of the ribs.

    A pull towards there along the line through the contact is the push of the ribs and its
    counterpart on them.
    """
    data = mujoco.MjData(body.model)
    data.qpos[:] = motion.position[0].mean(axis=0)
    mujoco.mj_fwdPosition(body.model, data)
    found = []
    for name in CONTACTS:
        kind, letter = name.split("_")
        chest, site = trunk()["contact"][kind]["body"], body.model.site(f"contact_{name}").id
        axes = data.body(chest).xmat.reshape(3, 3)
        near = axes.T @ (data.site_xpos[site] - data.body(chest).xpos)
        found.append({
            "name": name, "blade": f"scapula_{letter}", "chest": chest,
            "near": body.model.site_pos[site].tolist(),
            "far": (near + FAR_M * normal(kind, letter)).tolist(),
        })  # fmt: skip
    return found


def wrapped(body: Body) -> npt.NDArray[np.bool_]:
    """Which muscles lie on a round surface: there the two programs' geometry differs."""
    model, site = body.model, mujoco.mjtWrap.mjWRAP_SITE
    ends = zip(model.tendon_adr, model.tendon_num, strict=True)
    return np.array([bool((model.wrap_type[a : a + n] != site).any()) for a, n in ends])


def normal(kind: str, letter: str) -> Array:
    """Direction in which the ribs push, in their own axes."""
    found = np.array(trunk()["contact"][kind]["normal"], dtype=float)
    found /= np.linalg.norm(found)
    return found if letter == "r" else found * np.array([1.0, 1.0, -1.0])


def reserves(names: Sequence[str], free_n: float) -> dict[str, float]:
    """Optimal force of each coordinate's reserve so that OpenSim's costs are runtall's.

    Coordinates that no muscle of the model must balance get one that costs next to nothing.
    """
    dear = float(np.sqrt(number("effort.reserve.variance")))
    return {name: dear if name in ROWS else free_n for name in names}


def push_n() -> float:
    """Optimal force of a contact, in the same sense."""
    return float(number("effort.contact.force") / np.sqrt(2 * number("effort.contact.cost")))


def answer(motion: BodyMotion, bodies: Sequence[Body]) -> tuple[Solution, Levers]:
    """Runtall's solution of the problem that OpenSim gets, and its levers."""
    by, demand, dof = levers(motion, bodies), needed(motion, bodies)[0], bodies[0].dof
    cost = 2 * number("effort.contact.cost") / number("effort.contact.force") ** 2
    terms = (Activation(by.muscle[0] * bodies[0].strength_n), Push(by.contact[0], cost))
    tau = np.stack([demand[:, dof[name]] for name in ROWS], axis=-1)
    return solve(tau, terms, variance=number("effort.reserve.variance")), by
