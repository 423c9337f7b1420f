"""Drawings for where no style sheet reaches them: on paper, colours are written in."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_STYLE: Final = """
.axis{stroke:#cfcac0;stroke-width:2;stroke-linecap:round}.band{fill:#d9e4d3}
.ci{stroke:#3d4653;stroke-width:4;stroke-linecap:round}.ci.s{stroke-width:3}.dot{fill:#3d4653}
.ci.c{stroke:#a63a25}.dot.c{fill:#a63a25}.ci.l{stroke:#2f6db3}.dot.l{fill:#2f6db3}
.ci.r{stroke:#d7812a}.dot.r{fill:#d7812a}
text{font-family:'Libertinus Serif'}
.tick,.xtick,.ytick{fill:#5d6470;font-size:12.5px}
.tick{text-anchor:middle}.ytick{text-anchor:end}
.bar-all{fill:#e4e0d8}.bar-on{fill:#3d4653}.grid{stroke:#e4e0d8}
.p{fill:none;stroke-width:2.4;stroke-linejoin:round;stroke-linecap:round}
.p.l{stroke:#2f6db3}.p.r{stroke:#d7812a;stroke-dasharray:7 3.6}.p.n{stroke:#3d4653}
.a{opacity:.16}.a.l{fill:#2f6db3}.a.r{fill:#d7812a}.a.n{fill:#3d4653}
.body{fill:#ecebe5}.midl{stroke:#5d6470;stroke-width:1.5;stroke-dasharray:2 5;stroke-linecap:round}
.sh{fill:#1c1f24}.loop{fill:none;stroke-width:3;stroke-linejoin:round}
.loop.l{stroke:#2f6db3}.loop.r{stroke:#d7812a;stroke-dasharray:9 4}
.foot{stroke-width:2}.foot.l{stroke:#2f6db3}.foot.r{stroke:#d7812a;stroke-dasharray:4 2}
.k1,.k2,.k3{stroke:#fff;stroke-width:2;stroke-linejoin:round;paint-order:stroke}
.k1{fill:#eeece6}.k2{fill:#e3e1da}.k3{fill:#d6d4cd}
.bone,.span,.way{fill:none;stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
.bone.l,.way.l{stroke:#2f6db3}.bone.r,.way.r{stroke:#d7812a;stroke-dasharray:6 4}
.span{stroke:#5d6470;stroke-width:1.6}.way{stroke-width:1.2}.way.r{stroke-dasharray:4 3}
.bone.dim,.way.dim{opacity:.5}.ground{stroke:#cfcac0}
.ghost path{fill:#fff;stroke:#cfcac0;stroke-dasharray:3 3}
.near{stroke:#fff;stroke-width:1.5}.near.l{fill:#2f6db3}.near.r{fill:#d7812a}
.paper{fill:#ecebe5}
.on-photo path,.on-paper path{fill:none;stroke-linecap:round;stroke-linejoin:round}
.on-photo .edge{stroke:#14161a;opacity:.5}
.on-photo .left{stroke:#7db3f0}.on-photo .right{stroke:#f5ab5c}
.on-photo .line,.on-photo .dots{stroke:#fff}.on-photo .soft{stroke:#e9edf2}
.on-photo .spot{fill:#fff;stroke:#14161a;stroke-opacity:.5;stroke-width:1.5}
.on-photo text{fill:#fff;font-weight:bold;paint-order:stroke;stroke:#14161a;
stroke-width:5px;stroke-linejoin:round}
.on-paper .edge{stroke:none}.on-paper .left{stroke:#2f6db3}.on-paper .right{stroke:#d7812a}
.on-paper .line,.on-paper .dots{stroke:#1c1f24}.on-paper .soft{stroke:#5d6470}
.on-paper .spot{fill:#fff;stroke:#5d6470;stroke-width:1.5}
.on-paper text{fill:#1c1f24;font-weight:bold}
"""
_OPEN: Final = re.compile(r"<svg\b[^>]*>")
_LABEL: Final = re.compile(r'<svg\b[^>]*\baria-label="([^"]*)"')


def on_paper(drawing: str) -> str:
    """The drawing with its colours inside."""
    return _OPEN.sub(lambda found: f"{found[0]}<style>{_STYLE}</style>", drawing, count=1)


def label(drawing: str) -> str:
    """Text alternative of a drawing; empty where it is decoration."""
    found = _LABEL.match(drawing)
    return unescape(found[1]) if found else ""
