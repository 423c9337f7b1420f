"""Inverse dynamics: what a motion asks of every joint, and by what levers muscles give it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.body import ARM, GIRDLE, LETTERS, SLIDES, Body
from runtall.dynamics.posture import BodyMotion
from runtall.dynamics.shoulders import TURNS
from runtall.literature.anatomy import SPINE, trunk

if TYPE_CHECKING:
    import mujoco

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

REGIONS: Final = {
    "spine": tuple(f"{joint}_{turn}" for joint in SPINE[:4] for turn in TURNS),
    "neck": tuple(f"{joint}_{turn}" for joint in SPINE[4:] for turn in TURNS),
    "girdle": tuple(f"{turn}_{letter}" for letter in LETTERS for turn in GIRDLE),
    "shoulder": tuple(f"{turn}_{letter}" for letter in LETTERS for turn in ARM),
}
"""Degrees of freedom that muscles must balance, by region."""
ROWS: Final = tuple(name for names in REGIONS.values() for name in names)
HELD: Final = tuple(f"{joint}_{slide}" for joint in SPINE[:5] for slide in SLIDES)
"""Slides of the spine whose reaction is the force through a joint."""
CONTACTS: Final = tuple(f"{name}_{letter}" for letter in LETTERS for name in ("root", "inferior"))


@dataclass(frozen=True, slots=True)
class Levers:
    """How muscles and rib contacts act in each posture, ``(draw, n, ...)``.

    Attributes
    ----------
    muscle
        Shape ``(.., row, muscle)``: moment in N m per N of tension about each of `ROWS`.
    through
        Shape ``(.., held, muscle)``: force in N per N of tension along each of `HELD`.
    contact, contact_through
        The same of a newton of push at each of `CONTACTS`.
    """

    muscle: Array
    through: Array
    contact: Array
    contact_through: Array


def needed(motion: BodyMotion, bodies: Sequence[Body]) -> Array:
    """Force that each degree of freedom must be given, shape ``(draw, n, dof)``, N and N m.

    Internal moments on the upper segment: extension, right bend and left turn positive. Nothing
    but inertia and weight is in them: no contact, damping, armature or limit.

    Notes
    -----
    What MuJoCo's ``mj_inverse`` gives for such a body; of its passes only those that count here,
    which take a third of the time.
    """
    import mujoco

    found = np.empty(motion.position.shape)

    def record(k: int, i: int, data: mujoco.MjData) -> None:
        model = bodies[k].model
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
        mujoco.mj_comVel(model, data)
        mujoco.mj_rne(model, data, 1, found[k, i])

    _through(motion, bodies, record)
    return found


def levers(motion: BodyMotion, bodies: Sequence[Body]) -> Levers:
    """Levers of all muscles and contacts in every posture of a motion."""
    import mujoco

    first = bodies[0]
    rows = np.array([first.dof[name] for name in (*ROWS, *HELD)])
    where, which, kept = _pattern(first.model, rows)
    shape = motion.position.shape[:2]
    sparse = np.empty((*shape, len(kept)))
    contact = np.empty((*shape, len(rows), len(CONTACTS)))
    own = _contact_ids(first.model)

    def record(k: int, i: int, data: mujoco.MjData) -> None:
        model = bodies[k].model
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
        mujoco.mj_tendon(model, data)
        sparse[k, i] = data.ten_J[kept]
        contact[k, i] = _contacts(model, data, own)[:, rows].T

    _through(motion, bodies, record)
    muscle = np.zeros((*shape, len(rows), first.model.ntendon))
    muscle[..., where, which] = -sparse
    n = len(ROWS)
    return Levers(muscle[..., :n, :], muscle[..., n:, :], contact[..., :n, :], contact[..., n:, :])


def _through(
    motion: BodyMotion, bodies: Sequence[Body], record: Callable[[int, int, Any], None]
) -> None:
    import mujoco

    for k, body in enumerate(bodies):
        data = mujoco.MjData(body.model)
        for i in range(motion.n_instants):
            data.qpos[:] = motion.position[k, i]
            data.qvel[:] = motion.velocity[k, i]
            data.qacc[:] = motion.acceleration[k, i]
            record(k, i, data)


def _pattern(model: mujoco.MjModel, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Of the stored levers about some freedoms: which of these, which muscle, and their place."""
    muscle = np.repeat(np.arange(model.ntendon), model.ten_J_rownnz)
    place = np.full(model.nv, -1)
    place[rows] = np.arange(len(rows))
    row = place[model.ten_J_colind]
    kept = np.flatnonzero(row >= 0)
    return row[kept], muscle[kept], kept


def _contact_ids(model: mujoco.MjModel) -> list[tuple[int, int, int, Array]]:
    """Scapula, ribs, mark and push of each contact."""
    import mujoco

    body, site = mujoco.mjtObj.mjOBJ_BODY, mujoco.mjtObj.mjOBJ_SITE
    found = []
    for name in CONTACTS:
        kind, letter = name.split("_")
        blade = mujoco.mj_name2id(model, body, f"scapula_{letter}")
        chest = mujoco.mj_name2id(model, body, trunk()["contact"][kind]["body"])
        mark = mujoco.mj_name2id(model, site, f"contact_{name}")
        found.append((blade, chest, mark, _normal(kind, letter)))
    return found


def _contacts(
    model: mujoco.MjModel, data: mujoco.MjData, own: Sequence[tuple[int, int, int, Array]]
) -> Array:
    """Generalised force of a newton at each contact: on the scapula, and back on the ribs."""
    import mujoco

    found = np.empty((len(own), model.nv))
    scapula, ribs = np.empty((3, model.nv)), np.empty((3, model.nv))
    for c, (blade, chest, mark, normal) in enumerate(own):
        point = data.site_xpos[mark]
        mujoco.mj_jac(model, data, scapula, None, point, blade)
        mujoco.mj_jac(model, data, ribs, None, point, chest)
        push = data.xmat[chest].reshape(3, 3) @ normal
        found[c] = push @ (scapula - ribs)
    return found


def _normal(kind: str, letter: str) -> Array:
    normal = np.array(trunk()["contact"][kind]["normal"], dtype=float)
    normal /= np.linalg.norm(normal)
    return normal if letter == "r" else normal * np.array([1.0, 1.0, -1.0])
