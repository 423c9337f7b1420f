"""Every common marker set is understood, and what is not is said."""

from pathlib import Path

import numpy as np
import pytest

from runtall.errors import InputError, MissingStream, UsageError
from runtall.inputs.markers.anatomy import anatomy, bare
from runtall.inputs.markers.names import name_points
from runtall.inputs.markers.options import MarkerOptions
from runtall.inputs.markers.recording import to_recording
from runtall.motion.vocabulary import ANATOMICAL, BLAZEPOSE_33, BODY, HALPE_26

FILE = Path("run.trc")


def sided(**names):
    """Names of both sides: {S} and {s} the letter, {Side} and {side} the word."""
    words = (("left", "L"), ("right", "R"))
    return {
        label.format(S=s, s=s.lower(), Side=side.title(), side=side): f"{side}_{point}"
        for point, label in names.items()
        for side, s in words
    }


LIMBS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
PLUG_IN_GAIT = sided(
    front_head="{S}FHD", back_head="{S}BHD", acromion="{S}SHO", elbow_lateral="{S}ELB",
    wrist_radial="{S}WRA", wrist_ulnar="{S}WRB", asis="{S}ASI", psis="{S}PSI",
    thigh_1="{S}THI", knee_lateral="{S}KNE", shank_1="{S}TIB", ankle_lateral="{S}ANK",
    heel="{S}HEE", metatarsal_2="{S}TOE",
) | {"C7": "c7", "T10": "t10", "CLAV": "suprasternal_notch", "STRN": "xiphoid"}  # fmt: skip
IOR = sided(
    acromion="{S}A", asis="{S}ASIS", psis="{S}PSIS", trochanter="{S}GT", knee_lateral="{S}LE",
    knee_medial="{S}ME", ankle_lateral="{S}LM", ankle_medial="{S}MM", heel="{S}CA",
    metatarsal_1="{S}FM", metatarsal_2="{S}SM", metatarsal_5="{S}VM", elbow_lateral="{S}HLE",
    elbow_medial="{S}HME", wrist_radial="{S}RSP", wrist_ulnar="{S}USP",
) | {"CV7": "c7", "SJN": "suprasternal_notch", "SXS": "xiphoid"}  # fmt: skip
QUALISYS = sided(
    acromion="{S}_SAE", asis="{S}_IAS", psis="{S}_IPS", knee_lateral="{S}_FLE",
    knee_medial="{S}_FME", ankle_lateral="{S}_FAL", ankle_medial="{S}_TAM", heel="{S}_FCC",
    metatarsal_1="{S}_FM1", metatarsal_2="{S}_FM2", metatarsal_5="{S}_FM5",
    elbow_lateral="{S}_HLE", elbow_medial="{S}_HME", wrist_radial="{S}_RSP",
    wrist_ulnar="{S}_USP",
) | {"CV7": "c7", "SJN": "suprasternal_notch"}  # fmt: skip
CAST = sided(
    asis="{S}.ASIS", psis="{S}.PSIS", thigh_1="{S}.Thigh.Top.Lateral",
    thigh_2="{S}.Thigh.Top.Medial", thigh_3="{S}.Thigh.Bottom.Lateral",
    thigh_4="{S}.Thigh.Bottom.Medial", shank_1="{S}.Shank.Top.Lateral",
    shank_2="{S}.Shank.Top.Medial", shank_3="{S}.Shank.Bottom.Lateral",
    shank_4="{S}.Shank.Bottom.Medial", heel="{S}.Heel", metatarsal_1="{S}.MT1",
    metatarsal_5="{S}.MT5",
)  # fmt: skip
OPENSIM = sided(
    asis="{S}.ASIS", acromion="{S}.Acromium", temple="{S}.Temple", elbow_lateral="{S}.Elbow",
    wrist_radial="{S}.Wrist.Lat", wrist_ulnar="{S}.Wrist.Med", heel="{S}.Heel",
    foot_index="{S}.Toe.Tip", knee_lateral="{S}.Knee.Lat", knee_medial="{S}.Knee.Med",
    ankle_lateral="{S}.Ankle.Lat", ankle_medial="{S}.Ankle.Med", thigh_1="{S}.Thigh.Upper",
) | {"V.Sacral": "sacrum", "Top.Head": "head_top"}  # fmt: skip
RAJAGOPAL = sided(
    acromion="{S}ACR", elbow_lateral="{S}LEL", elbow_medial="{S}MEL", wrist_radial="{S}FAradius",
    wrist_ulnar="{S}FAulna", asis="{S}ASI", psis="{S}PSI", knee_lateral="{S}LFC",
    knee_medial="{S}MFC", ankle_lateral="{S}LMAL", ankle_medial="{S}MMAL", heel="{S}CAL",
    metatarsal_1="{S}TOE", metatarsal_5="{S}MT5",
) | {"C7": "c7", "CLAV": "suprasternal_notch"}  # fmt: skip
OPENCAP = sided(
    asis="{s}.ASIS_study", psis="{s}.PSIS_study", acromion="{s}_shoulder_study",
    knee_lateral="{s}_knee_study", knee_medial="{s}_mknee_study",
    ankle_lateral="{s}_ankle_study", ankle_medial="{s}_mankle_study", heel="{s}_calc_study",
    metatarsal_1="{s}_toe_study", metatarsal_5="{s}_5meta_study",
    elbow_lateral="{s}_lelbow_study", elbow_medial="{s}_melbow_study",
    wrist_radial="{s}_lwrist_study", wrist_ulnar="{s}_mwrist_study",
) | {"C7_study": "c7"}  # fmt: skip
POSE = sided(
    **{n: "{S}" + n.title() for n in LIMBS}, ear="{S}Ear", foot_index="{S}BigToe",
    heel="{S}Heel",
) | {"Nose": "nose", "Neck": "neck", "Hip": "mid_hip", "Head": "head_top"}  # fmt: skip
BLAZEPOSE = {name: name for name in BLAZEPOSE_33 if name in BODY}
MEDIAPIPE = {name.upper(): name for name in BLAZEPOSE}
BVH_FOOT = sided(ankle="{Side}Foot", toe_joint="{Side}ToeBase", foot_index="{Side}ToeBase_end")
CMU = sided(
    clavicle_joint="{Side}Shoulder", shoulder="{Side}Arm", elbow="{Side}ForeArm",
    wrist="{Side}Hand", hip="{Side}UpLeg", knee="{Side}Leg",
) | {"Hips": "mid_hip", "Neck": "neck", "Head": "head_joint", "Head_end": "head_top"}  # fmt: skip
COLLARS = sided(
    clavicle_joint="{Side}Collar", shoulder="{Side}Shoulder", elbow="{Side}Elbow",
    wrist="{Side}Wrist", hip="{Side}Hip", knee="{Side}Knee", ankle="{Side}Ankle",
    foot_index="{Side}Ankle_end",
) | {"Hips": "mid_hip", "Neck": "neck"}  # fmt: skip
OPTITRACK = sided(
    acromion="{S}ShoulderTop", elbow_lateral="{S}ElbowOut", elbow_medial="{S}ElbowIn",
    wrist_radial="{S}WristOut", wrist_ulnar="{S}WristIn", asis="Waist{S}Front",
    psis="Waist{S}Back", knee_lateral="{S}KneeOut", knee_medial="{S}KneeIn",
    ankle_lateral="{S}AnkleOut", ankle_medial="{S}AnkleIn", heel="{S}Heel",
    foot_index="{S}ToeTip",
) | {"Chest": "suprasternal_notch", "HeadTop": "head_top"}  # fmt: skip
HUMAN_BODY_MODEL = sided(
    acromion="{S}SHO", elbow_lateral="{S}LEE", elbow_medial="{S}MEE", wrist_radial="{S}LW",
    wrist_ulnar="{S}MW", asis="{S}ASIS", psis="{S}PSIS", trochanter="{S}GTRO",
    knee_lateral="{S}LEK", knee_medial="{S}MEK", ankle_lateral="{S}LM", ankle_medial="{S}MM",
    heel="{S}HEE", metatarsal_2="{S}TOE", metatarsal_5="{S}MT5",
) | {"XYPH": "xiphoid", "T10": "t10"}  # fmt: skip
BODY_25 = sided(**{n: "{S}" + n.title() for n in LIMBS}, ear="{S}Ear", heel="{S}Heel") | {
    "MidHip": "mid_hip", "Nose": "nose", "LBigToe": "left_foot_index",
    "RBigToe": "right_foot_index",
}  # fmt: skip
CENTRES = sided(**{n: "{S}" + n[0].upper() + "JC" for n in LIMBS}) | sided(heel="{S}HEE")

SETS = {
    "plug-in gait": PLUG_IN_GAIT,
    "ior": IOR,
    "qualisys": QUALISYS,
    "opensim": OPENSIM,
    "rajagopal": RAJAGOPAL,
    "opencap": OPENCAP,
    "pose2sim": POSE,
    "body_25": BODY_25,
    "optitrack": OPTITRACK,
    "human body model": HUMAN_BODY_MODEL,
    "blazepose": BLAZEPOSE,
    "mediapipe": MEDIAPIPE,
    "cmu": CMU | BVH_FOOT,
    "lafan1": CMU | sided(ankle="{Side}Foot", toe_joint="{Side}Toe", foot_index="{Side}Toe_end"),
    "mixamo": {f"mixamorig:{label}": name for label, name in (CMU | BVH_FOOT).items()},
    "collars": COLLARS,
    "joint centres": CENTRES,
    "subject": {f"Anna_{label}": name for label, name in PLUG_IN_GAIT.items()},
    "spelled": {f"{label[0]} {label[1:]}".lower(): n for label, n in QUALISYS.items()},
}
LIMB_POINTS = [f"{side}_{name}" for side in ("left", "right") for name in LIMBS]


@pytest.mark.parametrize("name", SETS)
def test_every_set_gives_the_joint_centres(name, body):
    raw = body.file(SETS[name])
    markers = to_recording(raw, FILE, "0").streams["markers"]
    assert markers.attrs["level"] == "full"
    assert markers.attrs["unknown"] == ""
    found = markers["position"].sel(keypoint=LIMB_POINTS).values
    truth = np.stack([body.points[n] for n in LIMB_POINTS], axis=1)
    # Single outer markers have the breadth of a usual joint and the axis of the pelvis or arm.
    assert np.abs(found - truth).max() < 0.004


@pytest.mark.parametrize("name", SETS)
def test_every_label_has_its_meaning(name):
    labels = list(SETS[name])
    named = name_points(labels, {}, "run.trc")
    assert {labels[i]: n for n, i in named.columns.items()} == SETS[name]


def test_legs_alone_are_legs_and_their_joints_are_found_by_movement(body):
    markers = to_recording(body.file(CAST), FILE, "0").streams["markers"]
    assert markers.attrs["level"] == "legs"
    assert "left_shoulder" not in markers["keypoint"]
    assert {"left_ankle", "right_ankle"} <= set(markers["keypoint"].values)
    for name in ("left_knee", "right_knee"):
        found = markers["position"].sel(keypoint=name)
        assert str(found["origin"].values) == "approximate"
        assert np.abs(found.values - body.points[name]).max() < 1e-6


def test_points_that_nothing_shows_are_absent(body):
    markers = to_recording(body.file(PLUG_IN_GAIT), FILE, "0").streams["markers"]
    assert "nose" not in markers["keypoint"]
    assert "left_ear" in markers.attrs["approximate"].split(", ")
    ear = markers["position"].sel(keypoint="left_ear").values
    assert np.abs(ear - body.points["left_ear"]).max() < 1e-6


def test_arms_alone_are_the_upper_body(body):
    names = {label: n for label, n in POSE.items() if n in BODY[:9]}
    markers = to_recording(body.file(names, up="+y"), FILE, "0").streams["markers"]
    assert markers.attrs["level"] == "upper"
    assert markers.attrs["direction"] == "+x"


def test_the_same_name_means_what_its_set_means():
    in_bvh = name_points(list(CMU), {}, "run.bvh")
    in_pose = name_points([*BLAZEPOSE, "LeftShoulder"], {}, "run.trc")
    assert in_bvh.columns["left_clavicle_joint"] == list(CMU).index("LeftShoulder")
    assert in_pose.columns["left_shoulder"] == list(BLAZEPOSE).index("left_shoulder")
    assert "BVH" in in_bvh.known_as


def test_two_sets_in_one_file_keep_their_meanings():
    labels = [*BODY_25, *OPENCAP, "RHJC_study"]
    named = name_points(labels, {}, "run.trc")
    meant = {name: labels[i] for name, i in named.columns.items()}
    assert meant["right_shoulder"] == "RShoulder"
    assert meant["right_acromion"] == "r_shoulder_study"
    assert meant["right_knee"] == "RKnee"
    assert meant["right_knee_lateral"] == "r_knee_study"
    assert meant["right_hip"] == "RHJC_study"


@pytest.mark.parametrize(("dot", "point"), [("", "elbow"), (".", "elbow_lateral")])
def test_of_equal_sets_the_spelling_decides(dot, point):
    labels = [f"{s}{dot}{name}" for s in "LR" for name in ("Shoulder", "Elbow", "Wrist")]
    assert f"left_{point}" in name_points(labels, {}, "run.trc").columns


def test_unknown_names_are_told_with_the_nearest(body):
    body.points["what"] = body.points["c7"]
    raw = body.file({**PLUG_IN_GAIT, "LKNEE_LATT": "what", "Foam": "what"})
    recording = to_recording(raw, FILE, "0")
    (notice,) = [n for n in recording.notices if n.code == "unknown_markers"]
    assert "LKNEE_LATT (like left_knee_lateral)" in notice.message
    assert "Foam" in notice.message
    assert recording.streams["markers"].attrs["unknown"] == "LKNEE_LATT, Foam"


def test_what_a_program_worked_out_is_left_out_in_silence(body):
    body.points["what"] = body.points["c7"]
    made = dict.fromkeys(("LHipAngles", "RKneeMoment", "LAnklePower", "*12", "U_3"), "what")
    recording = to_recording(body.file({**PLUG_IN_GAIT, **made}), FILE, "0")
    assert [n.code for n in recording.notices] == []


def test_names_given_by_the_user_win(body):
    names = {"knee one": "left_knee", **{k: n for k, n in POSE.items() if k != "LKnee"}}
    given = {"knee one": "left_knee", "LBigToe": "left_metatarsal_1"}
    markers = to_recording(body.file(names), FILE, "0", MarkerOptions(markers=given)).streams[
        "markers"
    ]
    knee = markers["position"].sel(keypoint="left_knee").values
    assert np.allclose(knee, body.points["left_knee"])
    assert str(markers["origin"].sel(keypoint="left_foot_index").values) == "approximate"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"LNEE": "left_knee"}, r"--markers: run\.trc has no marker 'LNEE'; it has LFHD"),
        ({"LKNE": "left_nee"}, r"'left_nee' is no anatomical point; do you mean 'left_knee'"),
    ],
)
def test_a_wrong_map_is_refused(given, message, body):
    with pytest.raises(UsageError, match=message):
        to_recording(body.file(PLUG_IN_GAIT), FILE, "0", MarkerOptions(markers=given))


def test_two_people_are_refused(body):
    two = {f"{who}_{label}": n for who in ("Ann", "Bob") for label, n in PLUG_IN_GAIT.items()}
    with pytest.raises(InputError, match=r"several people \('Ann', 'Bob'\); export one"):
        to_recording(body.file(two), FILE, "0")


def test_virtual_markers_beside_the_measured_are_no_second_person(body):
    names = {**QUALISYS, "V_L_FLE": "left_knee", "V_R_FLE": "right_knee", "V_L_FAL": "left_ankle"}
    markers = to_recording(body.file(names), FILE, "0").streams["markers"]
    lateral = markers["position"].sel(keypoint="left_knee_lateral").values
    assert np.allclose(lateral, body.points["left_knee_lateral"])


def test_a_file_without_any_known_marker_is_refused(body):
    body.points["what"] = body.points["c7"]
    raw = body.file({"Ball": "what", "Bat": "what"})
    with pytest.raises(MissingStream, match=r"none of its 2 markers is known or seen \(Ball, Bat"):
        to_recording(raw, FILE, "0")


def test_a_head_alone_is_no_body(body):
    names = {"LFHD": "left_front_head", "RFHD": "right_front_head", "C7": "c7"}
    raw = body.file(names, up="+y", unit="m")
    with pytest.raises(MissingStream, match="neither both shoulders, nor both hips and feet"):
        to_recording(raw, FILE, "0", MarkerOptions(direction="+x"))


def test_the_dictionary_and_the_vocabulary_agree():
    assert set(anatomy().points) == set(ANATOMICAL)
    assert set(BODY) <= set(ANATOMICAL)
    assert set(BLAZEPOSE_33) <= set(ANATOMICAL)
    assert set(HALPE_26) <= {*ANATOMICAL, "head_top", "neck", "mid_hip"}


def test_every_point_has_a_kind_and_a_segment():
    segments = {"head", "thorax", "upper_arm", "forearm", "pelvis", "thigh", "shank", "foot"}
    for point in anatomy().points.values():
        assert point.kind in ("surface", "centre", "technical")
        assert point.segment in segments


def test_names_are_bare_of_what_does_not_count():
    assert bare("L. Ankle-Lat_x") == "lanklelatx"
