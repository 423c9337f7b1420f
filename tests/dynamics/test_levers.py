"""Levers of muscles and rib contacts: finite differences, and tables of moment arms."""

import numpy as np
import pytest

from runtall.dynamics.inverse import CONTACTS, HELD, REGIONS, ROWS, levers
from runtall.literature.anatomy import trunk

STEP = 1e-6
# Moment arms about disc centres, mm: longissimus to transverse processes and to ribs,
# iliocostalis, multifidus, of a thoracolumbar model.
ARMS = {
    "t12l1": {"LT_up": (45, 52), "LT_mid": (45, 52), "IC_up": (60,), "IC_low": (60,),
              "MF_T12": (40,)},
    "t8t9": {"LT_up": (34, 44), "LT_mid": (34, 44), "IC_up": (56,), "MF_T8": (41,)},
    "t4t5": {"LT_up": (40, 42), "MF_T4": (35,)},
}  # fmt: skip


@pytest.fixture(scope="module")
def upright(man):
    """Levers in mm by turn, then by muscle."""
    found = levers(man.motion(), [man.body]).muscle[0, 0]
    return {r: dict(zip(man.body.muscles, 1000 * row, strict=True))
            for r, row in zip(ROWS, found, strict=True)}  # fmt: skip


@pytest.mark.parametrize("which", ["man", "another"])
def test_a_lever_is_how_much_a_muscle_shortens(which, request):
    """Over one small turn or shift; virtual work of one newton."""
    held = request.getfixturevalue(which)
    motion = held.random(n=3, seed=5, size=0.2)
    by = levers(motion, [held.body])
    analytic = np.concatenate([by.muscle, by.through], axis=2)[0]
    for q, found in zip(motion.position[0], analytic, strict=True):
        for row, name in enumerate((*ROWS, *HELD)):
            longer, shorter = q.copy(), q.copy()
            longer[held.body.dof[name]] += STEP
            shorter[held.body.dof[name]] -= STEP
            change = held.posed(longer).ten_length - held.posed(shorter).ten_length
            assert found[row] == pytest.approx(-change / (2 * STEP), abs=1e-6), name


def test_a_contact_does_the_work_of_a_push_from_the_ribs_on_the_blade(another):
    """One newton along the normal, times how far the blade moves away from the ribs under it."""
    motion = another.random(seed=6, size=0.2)
    by = levers(motion, [another.body])
    q, start = motion.position[0, 0], another.posed(motion.position[0, 0])
    for c, name in enumerate(CONTACTS):
        kind, letter = name.split("_")
        row = trunk()["contact"][kind]
        point = start.site(f"contact_{name}").xpos
        blade, ribs = f"scapula_{letter}", row["body"]
        local = {b: start.body(b).xmat.reshape(3, 3).T @ (point - start.body(b).xpos)
                 for b in (blade, ribs)}  # fmt: skip
        normal = np.array(row["normal"]) / np.linalg.norm(row["normal"])
        normal *= [1, 1, 1 if letter == "r" else -1]
        push = start.body(ribs).xmat.reshape(3, 3) @ normal
        found = np.concatenate([by.contact, by.contact_through], axis=2)[0, 0, :, c]
        for k, dof in enumerate((*ROWS, *HELD)):
            way = []
            for step in (STEP, -STEP):
                moved = q.copy()
                moved[another.body.dof[dof]] += step
                data = another.posed(moved)
                places = {b: data.body(b).xpos + data.body(b).xmat.reshape(3, 3) @ p
                          for b, p in local.items()}  # fmt: skip
                way.append(push @ (places[blade] - places[ribs]))
            assert found[k] == pytest.approx((way[0] - way[1]) / (2 * STEP), abs=1e-7), (name, dof)


@pytest.mark.parametrize("level", ARMS)
def test_extensors_pull_where_the_published_model_has_them(upright, level):
    row = upright[f"{level}_extension"]
    for muscle, arms in ARMS[level].items():
        for side in "rl":
            arm = row[f"{muscle}_{side}"]
            assert 0.75 * min(arms) < arm < 1.25 * max(arms), (muscle, arm)


def test_muscles_of_the_back_can_give_what_is_known_of_them(man, upright):
    """Both sides' longissimus, iliocostalis and multifidus at 60 N/cm2; N m."""
    for level, known in {"t12l1": 230, "t8t9": 86, "t4t5": 49}.items():
        back = sum(
            force * upright[f"{level}_extension"][name] / 1000
            for name, force in zip(man.body.muscles, man.body.strength_n, strict=True)
            if name[:3] in ("LT_", "IC_", "MF_")
        )
        assert back == pytest.approx(known, rel=0.12)


def test_which_way_muscles_turn_the_chest(upright):
    """To the left is positive: the right external oblique turns left, the internal right."""
    turn = {n: upright["t8t9_rotation"][n] for n in upright["t8t9_rotation"]}
    assert 45 < turn["EO_up_r"] < 85
    assert turn["EO_up_l"] == pytest.approx(-turn["EO_up_r"])
    assert 10 < turn["MF_T8_r"] < 25
    low = upright["t12l1_rotation"]
    assert low["EO_low_r"] > 40
    assert -75 < low["IO_fr_r"] < -45
    assert abs(low["IO_lat_r"]) < 12


def test_which_way_muscles_move_the_shoulder_blade(upright):
    up, ahead = upright["clavicle_elevation_r"], upright["clavicle_protraction_r"]
    for muscle in ("TR_clav_r", "TR_sup_r", "LEV_r"):
        assert 40 < up[muscle] < 75, muscle
    for muscle in ("TR_inf_r", "TR_inf2_r", "PMIN_r", "LD_T_r"):
        assert up[muscle] < 0, muscle
    for muscle in ("SER_S_r", "SER_M_r", "SER_I_r", "PMIN_r", "PMAJ_st_r"):
        assert ahead[muscle] > 25, muscle
    for muscle in ("RHOM_min_r", "RHOM_maj_r", "TR_mid_r", "TR_inf_r"):
        assert ahead[muscle] < -50, muscle


def test_flexors_flex_and_extensors_extend(upright):
    for muscle, turn, sign in [("RA", "l5s1_extension", -1), ("ES_lum", "l5s1_extension", 1),
                               ("QL_T12", "t12l1_bending", 1), ("IC_low", "t12l1_bending", 1),
                               ("SCM_st", "c7t1_extension", -1), ("SPL_cap", "c0c1_extension", 1),
                               ("DELT_a", "arm_flex_r", 1), ("DELT_p", "arm_flex_r", -1),
                               ("TMAJ", "arm_flex_r", -1), ("DELT_m", "arm_add_r", -1),
                               ("PMAJ_st", "arm_add_r", 1), ("INFSP", "arm_rot_r", -1),
                               ("SUBSC", "arm_rot_r", 1)]:  # fmt: skip
        assert sign * upright[turn][f"{muscle}_r"] > 0, (muscle, turn)


def test_left_levers_are_those_of_the_right_seen_in_a_mirror(upright):
    for row, muscles in upright.items():
        side = {"_r": "_l", "_l": "_r"}.get(row[-2:])
        other = row[:-2] + side if side else row
        odd = row.endswith(("_bending", "_rotation"))
        for name, arm in muscles.items():
            twin = name[:-2] + {"_r": "_l", "_l": "_r"}[name[-2:]]
            assert upright[other][twin] == pytest.approx(-arm if odd else arm, abs=1e-9)


def test_muscles_pull_on_nothing_but_what_they_cross(upright):
    assert set(REGIONS) == {"spine", "neck", "girdle", "shoulder"}
    for muscle in ("DELT_a_r", "SUPSP_r", "INFSP_r"):
        crossed = {row for row, arms in upright.items() if abs(arms[muscle]) > 1e-9}
        assert all(row.endswith("_r") for row in crossed), muscle
    bound = np.abs([list(arms.values()) for arms in upright.values()]).max()
    assert bound < 250  # no lever is longer than a trunk is wide


def test_no_muscle_jumps_as_the_shoulder_blade_moves(man):
    """Paths get on and off the ribs without a step: within what runners do, lengths change by less
    than a lever of 40 cm allows."""
    far = np.radians(0.05)
    for raised in (-10, 0, 10, 20):
        ahead = np.arange(-12, 12, 0.05)
        turns = {"clavicle_protraction_r": ahead, "scapula_internal_r": 1.4 * ahead,
                 "clavicle_elevation_r": raised, "scapula_upward_r": 0.26 * raised}  # fmt: skip
        motion = man.motion(**turns)
        length = np.array([man.posed(q).ten_length.copy() for q in motion.position[0]])
        assert np.abs(np.diff(length, axis=0)).max() < 0.4 * far
