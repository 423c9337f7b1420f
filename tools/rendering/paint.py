"""Paint a body's texture: skin, hair, face, shirt, shorts, socks, shoes."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from rendering.body import Body, hair_field, texture_mask

Array = NDArray[np.float64]
SKINS = (
    (236, 196, 172),
    (222, 175, 145),
    (198, 149, 115),
    (160, 110, 80),
    (116, 76, 54),
    (84, 54, 40),
)
HAIRS = ((28, 22, 18), (60, 40, 26), (110, 72, 40), (186, 150, 92), (120, 50, 28), (130, 128, 126))
HAIR_SHARE = (0.25, 0.25, 0.2, 0.15, 0.1, 0.05)
CLOTHS = (
    (190, 30, 40), (30, 90, 190), (240, 240, 236), (30, 30, 34), (40, 150, 90), (240, 200, 40),
    (230, 110, 30), (120, 60, 150), (90, 190, 200), (150, 150, 155), (220, 80, 130), (20, 40, 80),
)  # fmt: skip
SHOES = (
    (235, 235, 235),
    (30, 30, 35),
    (230, 60, 50),
    (40, 120, 220),
    (240, 220, 40),
    (90, 220, 120),
)


@dataclass
class Look:
    """Colours (RGB 0-255) and cuts of one runner's clothes.

    ``sleeve`` and ``leg`` are fractions of the upper arm and of the thigh
    (above 1 they go on down the forearm and the shank).
    """

    skin: tuple[int, int, int]
    hair: tuple[int, int, int]
    hair_style: str
    shirt: tuple[int, int, int]
    trim: tuple[int, int, int]
    pattern: str
    shorts: tuple[int, int, int]
    shoes: tuple[int, int, int]
    socks: tuple[int, int, int]
    sleeve: float
    leg: float

    def as_truth(self) -> dict[str, object]:
        """Plain values for the truth file."""
        return asdict(self)


def random_look(rng: np.random.Generator, sex: str, african: float) -> Look:
    """Draw clothes, hair and a skin tone that goes with the ancestry."""
    tone = np.clip(rng.normal(0.6 + 4 * african, 0.9), 0, len(SKINS) - 1)
    low = int(tone)
    high = min(low + 1, len(SKINS) - 1)
    skin = np.array(SKINS[low]) * (1 - tone + low) + np.array(SKINS[high]) * (tone - low)
    shirt, trim, shorts = rng.permutation(len(CLOTHS))[:3]
    styles = ["bob", "pony", "short"] if sex == "female" else ["short", "short", "curly", "bald"]
    dark = african > 0.5
    hair = HAIRS[rng.choice(2 if dark else len(HAIRS), p=None if dark else HAIR_SHARE)]
    pick = lambda options: options[rng.integers(len(options))]  # noqa: E731
    return Look(
        tuple(int(c) for c in skin), hair, pick(styles), CLOTHS[shirt], CLOTHS[trim],
        pick(["plain", "plain", "side", "chest", "yoke"]), CLOTHS[shorts], pick(SHOES),
        pick([(240, 240, 240), (40, 40, 45)]),
        float(rng.choice([-0.2, 0.4, 0.5, 1.92], p=[0.25, 0.3, 0.3, 0.15])),
        float(rng.choice([0.35, 0.55, 0.8, 1.9], p=[0.2, 0.3, 0.2, 0.3])),
    )  # fmt: skip


def _texels(body: Body, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Rows and columns of covered texels, with triangle numbers and barycentrics packed."""
    from PIL import Image, ImageDraw

    image = Image.new("I", (size, size), -1)
    draw = ImageDraw.Draw(image)
    xy = body.uv * [size, -size] + [0, size]
    for k, corner in enumerate(xy[body.uv_triangles]):
        draw.polygon([tuple(p) for p in corner], fill=k, outline=k)
    triangle = np.asarray(image)
    row, column = np.nonzero(triangle >= 0)
    number = triangle[row, column].astype(np.int64)
    a, b, c = (xy[body.uv_triangles[number, i]] for i in range(3))
    p = np.c_[column + 0.5, row + 0.5]
    cross = lambda u, v: u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]  # noqa: E731
    area = cross(b - a, c - a)
    area = np.where(np.abs(area) < 1e-9, 1e-9, area)
    w1, w2 = cross(p - a, c - a) / area, cross(b - a, p - a) / area
    bary = np.clip(np.c_[1 - w1 - w2, w1, w2], 0, 1)
    return np.c_[row, column], number, bary / bary.sum(1, keepdims=True)


def _along(p: Array, start: Array, end: Array) -> Array:
    d = end - start
    return (p - start) @ d / (d @ d)


class _Painter:
    """Texel positions at rest with the weights of body parts."""

    def __init__(self, body: Body, size: int) -> None:
        self.body, self.size = body, size
        self.cells, number, bary = _texels(body, size)
        self.corners, self.bary = body.triangles[number], bary
        self.p = self.mix(body.vertices)
        self.uv = np.einsum("tk,tkj->tj", bary, body.uv[body.uv_triangles[number]])
        self.colour = np.zeros((len(self.p), 3))

    def mix(self, values: Array) -> Array:
        """Interpolate per-vertex values to texels."""
        return np.einsum("tk,tk...->t...", self.bary, values[self.corners])

    def part(self, *prefixes: str) -> Array:
        """Weight of a body part per texel."""
        return self.mix(self.body.group(*prefixes))

    def fill(self, mask: NDArray[np.bool_], colour: tuple[int, int, int]) -> None:
        """Set a colour where the mask holds."""
        self.colour[mask] = colour

    def limb(self, start: str, end: str) -> Array:
        """Fraction along a limb, each texel on its own side."""
        right = self.p[:, 2] > 0
        ends = {s: (self.body.head(f"{start}.{s}"), self.body.head(f"{end}.{s}")) for s in "LR"}
        return np.where(right, _along(self.p, *ends["R"]), _along(self.p, *ends["L"]))


def paint(body: Body, look: Look, rng: np.random.Generator, size: int = 1024) -> NDArray[np.uint8]:
    """Texture ``(size, size, 3)`` of a clothed body."""
    t = _Painter(body, size)
    t.colour[:] = look.skin
    _face(t, look)
    _clothes(t, look)
    grain = 1 + 0.03 * rng.standard_normal(len(t.p))
    return _spread(t, np.clip(t.colour * grain[:, None], 0, 255))


def _face(t: _Painter, look: Look) -> None:
    body, skin = t.body, np.array(look.skin)
    lips = texture_mask("lips", t.uv)
    t.colour[lips] = 0.8 * skin * [1.0, 0.75, 0.75] + [15, 0, 5]
    head = t.part("head", "neck03") > 0.4
    depth = hair_field(body, t.p, look.hair_style)
    ear = texture_mask("ears", t.uv)
    if look.hair_style != "bald":
        t.fill(head & (depth > 0) & ~ear, look.hair)
    for s in "LR":
        eye = body.head(f"eye.{s}")
        ball = t.part(f"eye.{s}") > 0.5
        from_axis = np.linalg.norm((t.p - eye)[:, 1:], axis=1)
        t.fill(ball, (235, 232, 228))
        t.fill(ball & (from_axis < 0.0065), (60, 42, 30))
        d = t.p - eye
        brow = (np.abs(d[:, 1] - 0.019 + 0.1 * np.abs(d[:, 2])) < 0.0035) & (
            np.abs(d[:, 2]) < 0.022
        )
        t.fill(head & brow & (d[:, 0] > -0.01) & ~ball, tuple(int(0.8 * c) for c in look.hair))
        socket = (
            (np.linalg.norm(d[:, 1:] * [1.3, 1], axis=1) < 0.017) & (d[:, 0] > 0) & ~ball & head
        )
        t.colour[socket] *= 0.85


def _clothes(t: _Painter, look: Look) -> None:
    y, body = t.p[:, 1], t.body
    trunk = t.part("root", "pelvis", "spine", "breast", "clavicle", "shoulder")
    arm, fore = t.part("upperarm"), t.part("lowerarm")
    thigh, shank = t.part("upperleg"), t.part("lowerleg")
    neck, foot = t.part("neck", "head"), t.part("foot", "toe")
    hips = body.head("upperleg01.R")[1]
    hem = hips + 0.03
    leg = np.where(
        shank > 0.5, 1 + t.limb("lowerleg01", "foot"), t.limb("upperleg01", "lowerleg01")
    )
    legs = thigh + shank + trunk > 0.5
    t.fill(legs & (y <= hem + 0.15) & ((leg < look.leg) | (trunk > 0.5)), look.shorts)
    reach = np.where(
        fore > arm, 1 + t.limb("lowerarm01", "wrist"), t.limb("upperarm01", "lowerarm01")
    )
    collar = body.head("neck01")
    low_neck = y - collar[1] - 0.55 * (collar[0] - t.p[:, 0])
    bare_neck = (neck > 0.45) | ((low_neck > -0.035) & (np.abs(t.p[:, 2]) < 0.065))
    upper = (trunk + arm + fore + thigh > 0.5) & (
        fore + t.part("wrist", "finger", "metacarpal") < 0.98
    )
    covered = np.where(arm + fore > 0.35, reach < look.sleeve, True)
    if look.sleeve < 0:
        side = np.abs(t.p[:, 2]) - np.abs(body.head("shoulder01.R")[2])
        covered &= ~((side > -0.005) & (y > body.head("upperarm01.R")[1] - 0.09))
    shirt = upper & covered & (y > hem) & ~bare_neck
    t.fill(shirt, look.shirt)
    _pattern(t, look, shirt)
    t.fill((shank > 0.5) & (leg > 1.8), look.socks)
    ankle = body.head("foot.R")[1]
    t.fill((foot > 0.3) & (y < ankle + 0.015), look.shoes)
    t.fill((foot > 0.3) & (y < body.vertices[:, 1].min() + 0.017), (225, 225, 222))


def _pattern(t: _Painter, look: Look, shirt: NDArray[np.bool_]) -> None:
    y, z = t.p[:, 1], np.abs(t.p[:, 2])
    chest = t.body.head("upperarm01.R")[1]
    masks = {
        "side": (z > 0.115) & (y < chest - 0.1),
        "chest": np.abs(y - chest + 0.12) < 0.05,
        "yoke": y > chest - 0.04,
    }
    if look.pattern in masks:
        t.fill(shirt & masks[look.pattern], look.trim)


def _spread(t: _Painter, colour: Array) -> NDArray[np.uint8]:
    """Texels to an image, with colours carried a few texels past every seam."""
    image = np.zeros((t.size, t.size, 3), np.float32)
    known = np.zeros((t.size, t.size), bool)
    image[t.cells[:, 0], t.cells[:, 1]], known[t.cells[:, 0], t.cells[:, 1]] = colour, True
    for _ in range(4):
        for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
            moved, there = np.roll(image, step, axis), np.roll(known, step, axis)
            new = there & ~known
            image[new] = moved[new]
            known |= new
    return image.astype(np.uint8)
