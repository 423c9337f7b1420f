"""How large a body is made, and who has none."""

import re

import numpy as np
import pytest

from runtall.dynamics.places import joint_centre, scaled
from runtall.dynamics.size import body_size
from runtall.errors import InputError, ModelError
from runtall.literature.anatomy import trunk
from runtall.motion.skeleton import LENGTHS, default_lengths


@pytest.mark.parametrize(("mass", "height", "what"),
                         [(20.0, 1.75, "a mass of 20 kg"), (70.0, 3.0, "a height of 3 m"),
                          (300.0, 1.75, "a mass of 300 kg"), (70.0, 1.1, "a height of 1.1 m"),
                          (float("nan"), 1.75, "a mass of nan kg")])  # fmt: skip
def test_a_body_of_no_adult_runner_is_refused_in_one_sentence(mass, height, what):
    with pytest.raises(InputError, match=re.escape(what)) as error:
        body_size(mass, height)
    assert "is no adult runner's" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_person_of_the_tables_is_the_tables():
    size = body_size(70.0, 1.75, "male")
    for name, point in trunk()["joint"].items():
        assert 1000 * joint_centre(size, name) == pytest.approx(np.array(point, float))


@pytest.mark.parametrize("sex", ["male", "female", "unspecified"])
def test_measured_lengths_are_those_of_the_body(sex):
    lengths = default_lengths(1.7, sex) * np.linspace(0.93, 1.08, len(LENGTHS))
    size, own = body_size(60.0, 1.7, sex, lengths), dict(zip(LENGTHS, lengths, strict=True))
    shoulder, hip = joint_centre(size, "glenohumeral"), joint_centre(size, "hip")
    ear = scaled(size, np.array(trunk()["head"]["ear"], float), neck=True)
    assert shoulder[2] == pytest.approx(own["shoulder_half"])
    assert np.linalg.norm((shoulder - hip)[:2]) == pytest.approx(own["trunk"])
    assert np.linalg.norm((ear - shoulder)[:2]) == pytest.approx(own["ear_height"])
    for limb in ("upper_arm", "forearm", "thigh", "shank", "hip_half"):
        assert size.lengths[limb] == pytest.approx(own[limb])


@pytest.mark.parametrize(
    ("name", "length"),
    [("trunk", 0.04), ("trunk", -0.5), ("ear_height", 0.05), ("shoulder_half", 0.02),
     ("upper_arm", float("nan"))],
)  # fmt: skip
def test_a_length_that_nobody_has_makes_no_body(name, length):
    """What a fit to a clip with a wrong view may end in."""
    lengths = default_lengths(1.75, "male")
    lengths[LENGTHS.index(name)] = length
    with pytest.raises(ModelError, match=f"no possible body .{name.replace('_', ' ')}"):
        body_size(70.0, 1.75, "male", lengths)
