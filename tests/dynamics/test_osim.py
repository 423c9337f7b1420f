from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import mujoco
import numpy as np
import pytest

from runtall.analysis.loads import Drawing, body_loads
from runtall.analysis.settings import Runner
from runtall.dynamics.bodies import draw_doubt
from runtall.dynamics.body import Body, build, specification
from runtall.dynamics.osim.joints import xyz_angles
from runtall.dynamics.osim.model import osim_text
from runtall.dynamics.size import body_size
from runtall.inputs.readers.open import read_raw
from runtall.literature.anatomy import muscles
from runtall.motion.mean_stride import standing
from runtall.motion.skeleton import COORDINATES, default_lengths
from runtall.motion.vocabulary import BODY
from runtall.report.files import body_mot, body_osim
from runtall.testing.samples import sample_analysis

WHOLE = 1e-12


@pytest.fixture(scope="module")
def body():
    size = body_size(65.9, 1.77, "female")
    return build(replace(size, doubt=draw_doubt(np.random.default_rng(3))))


@pytest.fixture(scope="module")
def model(body):
    return ElementTree.fromstring(osim_text(body)).find("Model")


def numbers(element, tag):
    return np.array([float(word) for word in element.find(tag).text.split()])


def last(path):
    return path.split("/")[-1]


def coordinates(joint):
    return [c.get("name") for c in joint.iter("Coordinate")]


def about(axis, angle):
    """Turn about any axis, by Rodrigues."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def moved(joint, values):
    """Turn and place of the child in the parent, as OpenSim reads its spatial transform."""
    turn, place = np.eye(3), numbers(joint.find("frames/PhysicalOffsetFrame"), "translation")
    for axis in joint.iter("TransformAxis"):
        value = values.get(axis.find("coordinates").text or "", 0.0)
        way = numbers(axis, "axis")
        if axis.get("name").startswith("rotation"):
            turn = turn @ about(way, value)
        else:
            place = place + way * value
    return turn, place


def frames(model, values):
    """Turn and place of every body in the lab, from the joints of the file alone."""
    found = {"ground": (np.eye(3), np.zeros(3))}
    for joint in model.iterfind("JointSet/objects/*"):
        above = last(joint.find("frames/PhysicalOffsetFrame/socket_parent").text)
        axes, at = found[above]
        turn, place = moved(joint, values)
        found[last(joint.find("socket_child_frame").text)] = (axes @ turn, at + axes @ place)
    return found


def straight_lengths(model, values):
    """Length of every muscle that has no round surface."""
    at, found = frames(model, values), {}
    for muscle in model.iterfind("ForceSet/objects/*"):
        if muscle.find("GeometryPath/PathWrapSet/objects/*") is not None:
            continue
        points = []
        for point in muscle.iter("PathPoint"):
            axes, place = at[last(point.find("socket_parent_frame").text)]
            points.append(place + axes @ numbers(point, "location"))
        found[muscle.get("name")] = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
    return found


def posture(body, model, seed):
    """The same random posture for MuJoCo and by name."""
    rng, data = np.random.default_rng(seed), mujoco.MjData(body.model)
    values = {}
    for joint in model.iterfind("JointSet/objects/*"):
        values |= {name: rng.normal(scale=0.4) for name in coordinates(joint)}
    for name, value in values.items():
        data.qpos[body.dof[name]] = value
    mujoco.mj_fwdPosition(body.model, data)
    return data, values


def test_masses_add_up_to_the_runner_and_inertias_are_those_of_bodies(model):
    bodies = list(model.iterfind("BodySet/objects/Body"))
    assert sum(float(b.find("mass").text) for b in bodies) == pytest.approx(65.9, abs=1e-9)
    for own in bodies:
        xx, yy, zz, xy, xz, yz = numbers(own, "inertia")
        own_axes = np.linalg.eigvalsh([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
        assert own_axes[0] > 0
        assert own_axes[0] + own_axes[1] >= own_axes[2] * (1 - 1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_bodies_and_muscles_lie_where_mujoco_has_them(body, model, seed):
    data, values = posture(body, model, seed)
    for name, (axes, place) in frames(model, values).items():
        if name != "ground":
            assert axes == pytest.approx(data.body(name).xmat.reshape(3, 3), abs=WHOLE)
            assert place == pytest.approx(data.body(name).xpos, abs=WHOLE)
    found = straight_lengths(model, values)
    assert len(found) > 80
    for name, length in found.items():
        assert length == pytest.approx(data.ten_length[body.muscles.index(name)], abs=WHOLE)


def test_centre_and_inertia_of_the_whole_body_are_those_of_mujoco(body, model):
    data, values = posture(body, model, 7)
    at = frames(model, values)
    first, second, mass = np.zeros(3), np.zeros((3, 3)), 0.0
    for own in model.iterfind("BodySet/objects/Body"):
        axes, place = at[own.get("name")]
        m, centre = float(own.find("mass").text), place + axes @ numbers(own, "mass_center")
        xx, yy, zz, xy, xz, yz = numbers(own, "inertia")
        tensor = axes @ np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]]) @ axes.T
        mass, first = mass + m, first + m * centre
        second += tensor + m * (centre @ centre * np.eye(3) - np.outer(centre, centre))
    assert first / mass == pytest.approx(data.subtree_com[0], abs=WHOLE)
    # The same about the lab's origin from the spins of MuJoCo's bodies.
    truth = np.zeros((3, 3))
    for k in range(1, body.model.nbody):
        axes, centre = data.ximat[k].reshape(3, 3), data.xipos[k]
        truth += axes @ np.diag(body.model.body_inertia[k]) @ axes.T
        truth += body.model.body_mass[k] * (centre @ centre * np.eye(3) - np.outer(centre, centre))
    assert second == pytest.approx(truth, abs=1e-10)


def test_what_is_seen_of_a_body_has_its_inertia(model):
    """Semi-axes a, b, c of an even ellipsoid: inertia m (b2 + c2) / 5 about the first."""
    for own in model.iterfind("BodySet/objects/Body"):
        mass, (xx, yy, zz, xy, xz, yz) = float(own.find("mass").text), numbers(own, "inertia")
        frame = own.find("components/PhysicalOffsetFrame")
        x, y, z = numbers(frame, "orientation")
        axes = about((1, 0, 0), x) @ about((0, 1, 0), y) @ about((0, 0, 1), z)
        a2, b2, c2 = numbers(frame.find("attached_geometry/Ellipsoid"), "radii") ** 2
        shape = axes @ np.diag([b2 + c2, a2 + c2, a2 + b2]) @ axes.T * mass / 5
        truth = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
        assert shape == pytest.approx(truth, abs=0.01 * truth.max())
        assert numbers(frame, "translation") == pytest.approx(numbers(own, "mass_center"))


@pytest.mark.parametrize("angles", [
    (0.4, -0.9, 2.0), (3.0, np.pi / 2, 0.0), (-1.0, -np.pi / 2, 0.0), (np.pi / 2, 0.0, 0.7),
])  # fmt: skip
def test_angles_of_a_turn_come_back(angles):
    x, y, z = angles
    turn = about((1, 0, 0), x) @ about((0, 1, 0), y) @ about((0, 0, 1), z)
    assert xyz_angles(turn) == pytest.approx(angles, abs=1e-7)


def test_left_turns_are_the_mirror_image(model):
    """The same numbers on both sides make a body that its mirror image equals."""
    values = {}
    for joint in model.iterfind("JointSet/objects/*"):
        for k, name in enumerate(coordinates(joint)):
            if name.endswith(("_r", "_l")):
                values[name] = 0.3 + 0.2 * k
    at, over = frames(model, values), np.diag([1.0, 1.0, -1.0])
    for name in ("scapula", "forearm", "hand", "foot"):
        (right, place), (left, other) = at[f"{name}_r"], at[f"{name}_l"]
        assert over @ right @ over == pytest.approx(left, abs=WHOLE)
        assert over @ place == pytest.approx(other, abs=WHOLE)


def test_muscles_have_their_forces_lengths_and_groups(body, model):
    upright = straight_lengths(model, {})
    for muscle in model.iterfind("ForceSet/objects/*"):
        name = muscle.get("name")
        strength = body.strength_n[body.muscles.index(name)]
        assert float(muscle.find("max_isometric_force").text) == strength
        if name in upright:
            both = (float(muscle.find(f"{part}_length").text)
                    for part in ("optimal_fiber", "tendon_slack"))  # fmt: skip
            assert sum(both) == pytest.approx(upright[name], abs=WHOLE)
    groups = {g.get("name"): g.find("members").text.split() for g in model.iter("ObjectGroup")}
    wanted = [f"{m.name}_l" for m in muscles() if m.group == "shoulder_elevators"]
    assert groups["shoulder_elevators_l"] == wanted


def test_joints_have_our_turns_and_no_slides(model):
    own = {j.get("name"): coordinates(j) for j in model.iterfind("JointSet/objects/*")}
    assert own["t8t9"] == ["t8t9_extension", "t8t9_bending", "t8t9_rotation"]
    assert own["ground_pelvis"][:3] == ["pelvis_tx", "pelvis_ty", "pelvis_tz"]
    assert own["sternoclavicular_l"] == ["clavicle_protraction_l", "clavicle_elevation_l"]
    assert own["wrist_r"] == []
    slides = {n for names in own.values() for n in names if n.endswith(("_tx", "_ty", "_tz"))}
    assert slides == {"pelvis_tx", "pelvis_ty", "pelvis_tz"}


def test_feet_stand_on_the_floor(model):
    rest = {c.get("name"): float(c.find("default_value").text) for c in model.iter("Coordinate")}
    axes, place = frames(model, rest)["foot_r"]
    foot = next(b for b in model.iter("Body") if b.get("name") == "foot_r")
    assert (place + axes @ numbers(foot, "mass_center"))[1] == pytest.approx(0.0, abs=WHOLE)


def test_the_same_body_gives_the_same_text_and_any_name_is_escaped(body):
    assert osim_text(body) == osim_text(body)
    name = 'Anna & "Bo" <1>'
    found = ElementTree.fromstring(osim_text(body, name)).find("Model")
    assert found.get("name") == name


def swinging():
    """A runner whose right knee bends by 0.5 + 0.4 cos and whose pelvis rises by 0.03 sin 2."""
    still = standing(3, default_lengths(1.75))
    coefficients = still.coefficients.copy()
    coefficients[COORDINATES.index("knee_angle_r"), :2] = (-0.5, 0.4)
    coefficients[COORDINATES.index("pelvis_ty"), 4] = 0.03
    return replace(still, coefficients=coefficients, views=("right", "rear"))


def test_a_stride_plays_on_its_body(tmp_path):
    stride = swinging()
    found = body_loads(
        stride, (), (), runner=(Runner(), 70.0, 1.75), drawing=Drawing(moments=2, muscles=1)
    )
    analysis = replace(sample_analysis(), body_stride=found.body_stride)
    folder = analysis.save(tmp_path / "out", only=["body.osim", "body.mot"])
    model = ElementTree.parse(folder / "body.osim").getroot().find("Model")
    played = read_raw(folder / "body.mot")
    assert set(played.coordinates) == {c.get("name") for c in model.iter("Coordinate")}
    assert played.in_degrees is True
    phase = played.time_s * stride.frequency_hz
    assert phase == pytest.approx(np.linspace(0, 1, 101))
    truth = stride.positions(phase)
    for k in (0, 30, 100):
        at = frames(model, {name: values[k] for name, values in played.coordinates.items()})
        for body, point in (("shank_r", "right_knee"), ("foot_l", "left_ankle")):
            assert at[body][1] == pytest.approx(truth[k, BODY.index(point)], abs=1e-6)


def test_a_muscle_lies_on_its_upright_cylinder():
    size = body_size(70.0, 1.75)
    spec = specification(size, with_muscles=False)
    chest, blade = spec.body("upper_thorax"), spec.body("scapula_r")
    upright = [np.sqrt(0.5), -np.sqrt(0.5), 0.0, 0.0]
    chest.add_geom(
        name="ribs", type=mujoco.mjtGeom.mjGEOM_CYLINDER, pos=[0.01, 0.04, 0.05], quat=upright,
        size=[0.06, 0.1, 0.0], mass=0.0,
    )  # fmt: skip
    chest.add_site(name="start", pos=[-0.05, 0.05, 0.0])
    blade.add_site(name="end", pos=[-0.06, 0.0, -0.05])
    tendon = spec.add_tendon(name="round_r")
    tendon.wrap_site("start")
    tendon.wrap_geom("ribs", "")
    tendon.wrap_site("end")
    compiled = spec.compile()
    names = [compiled.joint(k).name for k in range(compiled.njnt)]
    own = Body(compiled, size, {n: k for k, n in enumerate(names)}, ("round_r",), np.array([9.0]))
    model = ElementTree.fromstring(osim_text(own)).find("Model")
    cylinder = next(model.iter("WrapCylinder"))
    x, y, z = numbers(cylinder, "xyz_body_rotation")
    axes = about((1, 0, 0), x) @ about((0, 1, 0), y) @ about((0, 0, 1), z)
    assert np.abs(axes[:, 2]) == pytest.approx([0, 1, 0], abs=WHOLE)
    assert numbers(cylinder, "translation") == pytest.approx([0.01, 0.04, 0.05])
    assert numbers(cylinder, "radius") == pytest.approx([0.06])
    wrap = next(model.iter("PathWrap"))
    assert (wrap.find("wrap_object").text, wrap.find("range").text) == ("ribs", "1 2")
    assert [p.get("name") for p in model.iter("PathPoint")] == ["start", "end"]


@pytest.mark.parametrize("module", [body_osim, body_mot])
def test_without_loads_there_is_no_file(module, tmp_path):
    module.write(replace(sample_analysis(), body_stride=None), tmp_path)
    assert list(tmp_path.iterdir()) == []
