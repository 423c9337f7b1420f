"""Bodies: rest meshes of `anny` in the runner frame, with skinning weights."""

from __future__ import annotations

import functools
import warnings
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rendering.rotations import rot_axis

Array = NDArray[np.float64]
TO_RUNNER = np.array([[0.0, -1, 0], [0, 0, 1], [-1, 0, 0]])  # anny: -y forward, z up, x left
SHOE_M, SOLE_M, HAIR_M = 0.006, 0.012, 0.016


@dataclass
class Body:
    """A rest mesh and its skeleton, runner frame, m.

    Attributes
    ----------
    vertices, triangles, weights
        ``(vertex, 3)``, ``(triangle, 3)`` and dense ``(vertex, bone)``.
    heads
        Rest bone heads ``(bone, 3)``: the joint centres.
    uv, uv_triangles
        Texture coordinates and the triangles that use them.
    marks
        Rest points on the skin (m) with the bone that carries them: nose tip, tragi, the rearmost
        point of each heel and the tip of each shoe.
    """

    vertices: Array
    triangles: NDArray[np.int64]
    weights: Array
    bones: list[str]
    parents: list[int]
    heads: Array
    uv: Array
    uv_triangles: NDArray[np.int64]
    ears: dict[str, NDArray[np.int64]]
    height_m: float
    mass_kg: float
    sex: str
    phenotype: dict[str, float] = field(default_factory=dict)
    marks: dict[str, tuple[str, Array]] = field(default_factory=dict)

    def index(self, bone: str) -> int:
        """Row of a bone."""
        return self.bones.index(bone)

    def head(self, bone: str) -> Array:
        """Rest position (m) of a bone's head."""
        return self.heads[self.bones.index(bone)]

    def group(self, *prefixes: str) -> Array:
        """Summed weight per vertex of the bones with these name prefixes."""
        rows = [i for i, b in enumerate(self.bones) if b.startswith(prefixes)]
        return self.weights[:, rows].sum(1)


@functools.cache
def _model() -> object:
    import anny

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return anny.Anny(
            rig="anny",
            topology="anny",
            skinning_method="lbs",
            phenotypes="all",
            phenotype_blendshapes="original",
        )


def random_phenotype(rng: np.random.Generator) -> dict[str, float]:
    """Draw the phenotype of an adult runner: sex, stature, build, ancestry."""
    female = rng.random() < 0.5
    ancestry = rng.dirichlet([0.5, 0.5, 0.5])
    return {
        "gender": 0.92 if female else 0.08,
        "age": rng.uniform(0.62, 0.8),
        "muscle": rng.uniform(0.45, 0.75) - 0.1 * female,
        "weight": rng.choice([rng.uniform(0.15, 0.45), rng.uniform(0.45, 0.72)], p=[0.7, 0.3]),
        "height_cm": rng.normal(166, 6) if female else rng.normal(178, 6.5),
        "proportions": rng.uniform(0.5, 0.95),
        "cupsize": rng.uniform(0.3, 0.55),
        "firmness": 0.6,
        "african": float(ancestry[0]),
        "asian": float(ancestry[1]),
        "caucasian": float(ancestry[2]),
    }


def make_body(phenotype: dict[str, float], hair: str = "short") -> Body:
    """Build the rest mesh of a phenotype with shoes, hair and loose fists."""
    import torch

    model = _model()
    phenotype = _with_height(dict(phenotype))
    with torch.inference_mode():
        out = model(phenotype_kwargs=phenotype)  # type: ignore[operator]
    rest = out["rest_vertices"][0].double().numpy() @ TO_RUNNER.T
    heads = out["rest_bone_poses"][0, :, :3, 3].double().numpy() @ TO_RUNNER.T
    body = _assemble(model, rest, heads, phenotype)
    _curl_fingers(body)
    _shoes(body)
    body.marks = _marks(body)
    _hair(body, hair)
    return body


def _marks(body: Body) -> dict[str, tuple[str, Array]]:
    """Points on the skin that estimators name, see `Body`."""
    v = body.vertices
    middle = (body.group("head") > 0.6) & (np.abs(v[:, 2]) < 0.012)
    out = {"nose": ("head", v[middle][v[middle, 0].argmax()])}
    for s, name in (("L", "left"), ("R", "right")):
        ear = v[body.ears[name]]
        level = ear[np.abs(ear[:, 1] - ear[:, 1].mean()) < 0.008]
        out[f"{name}_tragus"] = ("head", level[level[:, 0].argmax()])
        own = np.sign(v[:, 2]) == (1 if s == "R" else -1)
        foot = v[body.group(f"foot.{s}") > 0.6]
        low = foot[foot[:, 1] < foot[:, 1].min() + 0.03]
        out[f"{name}_heel"] = (f"foot.{s}", low[low[:, 0] < low[:, 0].min() + 0.005].mean(0))
        toe = v[own & (body.group("toe1", "toe2") > 0.6)]
        tip = toe[toe[:, 0] > toe[:, 0].max() - 0.006].mean(0)
        out[f"{name}_foot_index"] = (f"toe2-1.{s}", tip)
    return out


def _with_height(phenotype: dict[str, float]) -> dict[str, float]:
    """Swap ``height_cm`` for the model's own height parameter."""
    import torch

    wanted = phenotype.pop("height_cm", None)
    if wanted is None:
        return phenotype
    tried = []
    for height in (0.2, 0.6):
        with torch.inference_mode():
            out = _model()(phenotype_kwargs={**phenotype, "height": height})  # type: ignore[operator]
        tried.append(100 * float(np.ptp(out["rest_vertices"][0, :, 2].numpy())))
    share = (wanted - 100 * SOLE_M - tried[0]) / (tried[1] - tried[0])
    return {**phenotype, "height": float(np.clip(0.2 + 0.4 * share, 0.02, 0.98))}


def _assemble(model: object, rest: Array, heads: Array, phenotype: dict[str, float]) -> Body:
    triangles = model.faces.numpy().astype(np.int64)  # type: ignore[attr-defined]
    weights = np.zeros((len(rest), len(heads)))
    index = model.vertex_bone_indices.numpy()  # type: ignore[attr-defined]
    np.add.at(weights, (np.arange(len(rest))[:, None], index), model.vertex_bone_weights.numpy())  # type: ignore[attr-defined]
    uv = model.texture_coordinates.double().numpy()  # type: ignore[attr-defined]
    uv_triangles = model.face_texture_coordinate_indices.numpy().astype(np.int64)  # type: ignore[attr-defined]
    a, b, c = (rest[triangles[:, k]] for k in range(3))
    volume = abs(np.einsum("ij,ij->i", np.cross(a, b), c).sum() / 6)
    return Body(
        rest, triangles, weights, list(model.bone_labels), [int(p) for p in model.bone_parents],  # type: ignore[attr-defined]
        heads, uv, uv_triangles, _ears(rest, triangles, uv, uv_triangles, heads),
        float(np.ptp(rest[:, 1])), float(volume * 1000),
        "female" if phenotype["gender"] > 0.5 else "male", phenotype,
    )  # fmt: skip


def texture_mask(name: str, uv: Array) -> NDArray[np.bool_]:
    """Sample one of MakeHuman's region masks (CC0) at texture coordinates."""
    from anny.paths import get_anny_root_dir
    from PIL import Image

    path = get_anny_root_dir() / "data" / "mpfb2" / "textures" / f"mpfb_{name}.jpg"
    mask = np.asarray(Image.open(path).convert("L"))
    h, w = mask.shape
    column = np.clip((uv[:, 0] * w).astype(int), 0, w - 1)
    row = np.clip(((1 - uv[:, 1]) * h).astype(int), 0, h - 1)
    return mask[row, column] > 127


def _ears(
    rest: Array, triangles: NDArray[np.int64], uv: Array,
    uv_triangles: NDArray[np.int64], heads: Array,
) -> dict[str, NDArray[np.int64]]:  # fmt: skip
    inside = texture_mask("ears", uv)[uv_triangles].all(1)
    ear = np.unique(triangles[inside])
    return {"left": ear[rest[ear, 2] < 0], "right": ear[rest[ear, 2] > 0]}


def _curl_fingers(body: Body) -> None:
    """Bend the fingers to a loose fist, in place."""
    local = {}
    for s, sign in (("L", 1.0), ("R", -1.0)):
        across = body.head(f"finger5-1.{s}") - body.head(f"finger2-1.{s}")
        for bone in body.bones:
            if bone.startswith("finger") and bone.endswith(s) and bone[6] != "1":
                angle = (38, 55, 45)[int(bone[8]) - 1]
                local[bone] = rot_axis(sign * across, angle)
    rotation, heads = np.zeros((len(body.bones), 3, 3)), body.heads.copy()
    for i, (bone, p) in enumerate(zip(body.bones, body.parents, strict=True)):
        if p < 0:
            rotation[i] = np.eye(3)
            continue
        heads[i] = heads[p] + rotation[p] @ (body.heads[i] - body.heads[p])
        rotation[i] = rotation[p] @ local.get(bone, np.eye(3))
    moved = np.zeros_like(body.vertices)
    for i in range(len(body.bones)):
        rows = body.weights[:, i] > 0
        posed = (body.vertices[rows] - body.heads[i]) @ rotation[i].T + heads[i]
        moved[rows] += body.weights[rows, i, None] * posed
    body.vertices[:] = moved
    body.heads[:] = heads


def vertex_normals(vertices: Array, triangles: NDArray[np.int64]) -> Array:
    """Unit normals per vertex of one mesh."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    normal = np.stack(
        [np.bincount(triangles.ravel(), np.repeat(face[:, k], 3), len(vertices)) for k in range(3)],
        -1,
    )
    return normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)


def _smooth(body: Body, amount: Array, rounds: int) -> None:
    edges = np.concatenate(
        [body.triangles[:, [0, 1]], body.triangles[:, [1, 2]], body.triangles[:, [2, 0]]]
    )
    n = len(body.vertices)
    degree = np.maximum(np.bincount(edges[:, 0], minlength=n), 1)
    for _ in range(rounds):
        mean = np.stack(
            [np.bincount(edges[:, 0], body.vertices[edges[:, 1], k], n) / degree for k in range(3)],
            -1,
        )
        body.vertices[:] += amount[:, None] * (mean - body.vertices)


def _shoes(body: Body) -> None:
    """Melt the toes into a shoe with a flat sole, in place."""
    v = body.vertices
    toes = np.clip(2 * body.group("toe"), 0, 1)
    foot = np.clip(body.group("toe", "foot"), 0, 1)
    tip, bottom = v[toes > 0.5, 0].max(), v[:, 1].min()
    _smooth(body, 0.7 * toes, 60)
    _widen_toes(body)
    ankle = 0.5 * (body.head("foot.L")[1] + body.head("foot.R")[1])
    shoe = foot * np.clip((ankle - 0.005 - v[:, 1]) / 0.03, 0, 1)
    v += (SHOE_M * shoe)[:, None] * vertex_normals(v, body.triangles)
    lost = tip + 0.004 - v[toes > 0.5, 0].max()
    v[:, 0] += lost * toes
    rise = np.clip((v[:, 1] - bottom) / 0.03, 0, 1)
    flat = bottom - SOLE_M * (1 - rise) + 0.03 * rise**3
    v[:, 1] += np.clip(2 * shoe, 0, 1) * (rise < 1) * (flat - v[:, 1])


def _widen_toes(body: Body, factor: float = 1.7) -> None:
    """Broaden every toe until it meets its neighbours, in place."""
    v = body.vertices
    for toe in range(1, 6):
        for s in "LR":
            bones = tuple(b for b in body.bones if b.startswith(f"toe{toe}") and b.endswith(s))
            amount = np.clip(2 * body.group(*bones), 0, 1)
            middle = np.average(v[:, 2], weights=amount)
            v[:, 2] += (
                amount * (factor - 1) * (v[:, 2] - middle) * (np.abs(v[:, 2] - middle) < 0.03)
            )


def hair_field(body: Body, points: Array, style: str) -> Array:
    """Depth (m) inside the hair's outline, positive under hair, at rest points."""
    ear = 0.5 * (
        body.vertices[body.ears["left"]].mean(0) + body.vertices[body.ears["right"]].mean(0)
    )
    x, y = points[:, 0] - ear[0], points[:, 1] - ear[1]
    front = y - 0.07 - 0.035 * np.clip((x - 0.03) / 0.07, -1, 1)  # hairline over the brow
    side = np.where(x < 0.02, y + 0.01 + 0.6 * np.clip(-x, 0, 0.1), y - 0.05 - 0.5 * x)
    field_ = np.where(x > 0.02, np.minimum(front, side + 0.05), np.maximum(side, -1))
    if style == "bob":
        field_ = np.where(x < 0.03, np.maximum(field_, y + 0.075), field_)
    return field_


def _hair(body: Body, style: str) -> None:
    """Give the scalp some thickness, in place."""
    if style == "bald":
        return
    head = np.clip(body.group("head", "neck03"), 0, 1)
    ears = np.zeros(len(body.vertices))
    ears[np.concatenate([body.ears["left"], body.ears["right"]])] = 1
    depth = hair_field(body, body.vertices, style) * head
    thick = HAIR_M * (1.3 if style in ("bob", "curly") else 0.8)
    grow = thick * np.clip(depth / 0.03, 0, 1) * (head > 0.4) * (ears < 0.5)
    body.vertices += grow[:, None] * vertex_normals(body.vertices, body.triangles)
