"""A body and ways to hold and move it, for tests of the physics."""

from dataclasses import dataclass

import mujoco
import numpy as np
import pytest

from runtall.dynamics.bodies import Bodies, draw_doubt
from runtall.dynamics.body import Body, build
from runtall.dynamics.posture import BodyMotion, instants, stretched
from runtall.dynamics.size import BodySize, body_size
from runtall.motion.stride_draws import drawn
from runtall.testing.strides import sample_stride

G = 9.80665


@dataclass(frozen=True)
class Held:
    """One body, and postures of it in degrees and m by name."""

    body: Body

    def motion(self, rates=None, **angles):
        """Postures: numbers or rows of numbers; ``rates`` gives accelerations, rad/s2 and m/s2."""
        n = max([np.size(v) for v in angles.values()], default=1)
        q, a = np.zeros((2, 1, n, self.body.model.nv))
        for name, value in angles.items():
            turns = not name.endswith(("_tx", "_ty", "_tz"))
            q[..., self.body.dof[name]] = np.radians(value) if turns else value
        for name, value in (rates or {}).items():
            a[..., self.body.dof[name]] = value
        return BodyMotion(q, np.zeros_like(q), a, np.zeros(1))

    def random(self, n=1, seed=0, size=0.3):
        """Random postures within ``size`` rad, the slides of the spine held."""
        q = size * np.random.default_rng(seed).uniform(-1, 1, (1, n, self.body.model.nv))
        for name, k in self.body.dof.items():
            if name.endswith(("_tx", "_ty", "_tz")) and not name.startswith("pelvis"):
                q[..., k] = 0.0
        return BodyMotion(q, np.zeros_like(q), np.zeros_like(q), np.zeros(1))

    def posed(self, q):
        """MuJoCo's data of one posture."""
        data = mujoco.MjData(self.body.model)
        data.qpos[:] = q
        mujoco.mj_fwdPosition(self.body.model, data)
        return data


@pytest.fixture(scope="session")
def man() -> Held:
    """70 kg, 1.75 m: the person of the tables."""
    return Held(build(body_size(70.0, 1.75, "male")))


@pytest.fixture(scope="session")
def another() -> Held:
    """A body drawn far from the usual one, unlike left and right."""
    size = body_size(61.0, 1.66, "female")
    doubt = draw_doubt(np.random.default_rng(3))
    return Held(build(BodySize(**{**_fields(size), "doubt": doubt})))


def _fields(size):
    return {name: getattr(size, name) for name in size.__dataclass_fields__}


@pytest.fixture(scope="session")
def stride():
    """A made-up mean stride."""
    return sample_stride()


@pytest.fixture(scope="session")
def runner(stride):
    """The stride alone, as versions of a run, and a body for it."""
    run = drawn(stride, 0)
    sizes = stretched(run, [body_size(72.0, 1.78, "male", run.lengths[0])], instants(16))
    body = build(sizes[0])
    return run, Bodies(light=(body,), full=(body,))
