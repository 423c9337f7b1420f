"""The body from the side, behind and the front, as one quiet drawing."""

from __future__ import annotations

from typing import Any

VIEWS = (
    ("from the right", (0, 1), 2, 1),
    ("from behind", (2, 1), 0, -1),
    ("from the front", (2, 1), 0, 1),
)
"""Words, the axes across and up, the axis of depth, and 1 where what is far along it is near."""
WIDE, HIGH, TOP = 250, 500, 905
STYLE = """
.b{fill:none;stroke:#b9b4a8;stroke-width:1.2;stroke-linecap:round;stroke-linejoin:round}
.b.spine{stroke:#8f897c;stroke-width:6;opacity:.5}.b.bar{stroke-width:4;opacity:.55}
.b.flat{fill:#b9b4a8;fill-opacity:.18}.b.ring{stroke-width:.8;opacity:.7}.b.leg{stroke-width:7;opacity:.28}
.b.head{stroke-width:1}.j{fill:#1c1f24}.c{fill:none;stroke:#1c1f24;stroke-width:1.2}
.m{fill:none;stroke-linecap:round;stroke-linejoin:round;opacity:.78}
.back{stroke:#a63a25}.neck{stroke:#8a5a9b}.lift{stroke:#c98a1b}.blade{stroke:#2f8577}
.front{stroke:#2f6db3}.turn{stroke:#6f8f2f}.rest{stroke:#8b8f96;opacity:.45}
text{font:13px system-ui,sans-serif;fill:#5d6470}.l{font-size:11px}
@media (prefers-color-scheme:dark){.b{stroke:#6d6a63}.b.flat{fill:#6d6a63}.j{fill:#e9e6df}
.c{stroke:#e9e6df}text{fill:#aab0ba}.back{stroke:#e0806c}.neck{stroke:#c39ad2}.lift{stroke:#e3b45c}
.blade{stroke:#6cc0b2}.front{stroke:#7db3f0}.turn{stroke:#a9c76a}.rest{stroke:#8b8f96}}
"""


def picture(scene: dict[str, Any]) -> str:
    """Three views of the upright body."""
    parts = [_view(scene, k, *view) for k, view in enumerate(VIEWS)]
    width = WIDE * len(VIEWS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HIGH + 34}" role="img" '
        'aria-label="The body of the model with its muscles from the right, from behind and from '
        f'the front"><style>{STYLE}</style>{"".join(parts)}</svg>\n'
    )


def _view(
    scene: dict[str, Any], place: int, words: str, axes: tuple[int, int], depth: int, near: int
) -> str:
    flip = -1 if words == "from the front" else 1

    def at(point: list[int]) -> tuple[float, float]:
        scale = HIGH / 1040
        x = WIDE * place + WIDE / 2 + scale * flip * (point[axes[0]] - (20 if axes[0] == 0 else 0))
        return round(x, 1), round(scale * (TOP - point[axes[1]]) + 8, 1)

    lines = [(_depth(b["paths"][0], depth, near), _bone(b, at)) for b in scene["bones"]]
    lines += [(_depth(m["paths"][0], depth, near), _muscle(m, at)) for m in scene["muscles"]
              if _shown(m, words)]  # fmt: skip
    inner = "".join(line for _, line in sorted(lines, key=lambda row: row[0]))
    labels = _labels(scene, at) if place == 0 else ""
    middle = WIDE * place + WIDE / 2
    told = f'<text x="{middle}" y="{HIGH + 26}" text-anchor="middle">{words}</text>'
    return f"{inner}{labels}{told}"


def _shown(muscle: dict[str, Any], words: str) -> bool:
    return words != "from the right" or muscle["side"] == "right"


def _depth(points: list[list[int]], axis: int, near: int) -> float:
    return near * sum(p[axis] for p in points) / len(points)


def _line(points: list[list[int]], at: Any) -> str:
    return "M" + " ".join(f"{x} {y}" for x, y in map(at, points))


def _bone(bone: dict[str, Any], at: Any) -> str:
    points = bone["paths"][0]
    if bone["kind"] in ("joint", "contact"):
        x, y = at(points[0])
        radius = 3 if bone["kind"] == "joint" else 3.4
        return f'<circle class="{bone["kind"][0]}" cx="{x}" cy="{y}" r="{radius}"/>'
    return f'<path class="b {bone["kind"]}" d="{_line(points, at)}"/>'


def _muscle(muscle: dict[str, Any], at: Any) -> str:
    width = round(0.7 + 0.42 * muscle["area"] ** 0.5, 2)
    line = _line(muscle["paths"][0], at)
    return f'<path class="m {muscle["kind"]}" stroke-width="{width}" d="{line}"/>'


def _labels(scene: dict[str, Any], at: Any) -> str:
    told = []
    for bone in scene["bones"]:
        if bone["kind"] == "joint":
            _, y = at(bone["paths"][0][0])
            told.append(f'<text class="l" x="4" y="{y + 4}">{bone["name"]}</text>')
    return "".join(told)
