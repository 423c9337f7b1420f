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
.bones{fill:#d3d1c9;stroke:#d3d1c9;stroke-width:2;stroke-linejoin:round}
.spike{fill:none;stroke:#d3d1c9;stroke-width:3.4;stroke-linecap:round;opacity:.75}
.lvl{fill:#1c1f24}.lead-line{stroke:#e4e0d8}.zero{stroke:#cfcac0}
.lab{fill:#1c1f24;font-size:14.5px}.val{fill:#1c1f24;font-size:14.5px;font-weight:bold}
.val.light{font-weight:normal}.sub{fill:#5d6470;font-size:12.5px}
.ref{fill:#cfd6de}.add{fill:#a63a25;opacity:.85}.own{fill:#8b939e}
.whisk{stroke:#1c1f24;stroke-width:2;stroke-linecap:round}
.less{fill:none;stroke:#3d4653;stroke-width:1}.less.edge{stroke-width:1.2;stroke-linejoin:round}
.mark-line{fill:none;stroke:#cfcac0;stroke-width:1.2;stroke-linecap:round;stroke-linejoin:round}
.muscle{stroke:#fff;stroke-width:1;stroke-linejoin:round}.m0{fill:#d6d4cd}
.m1,.m2,.m3{fill:#a63a25}.m1{fill-opacity:.28}.m2{fill-opacity:.55}.m3{fill-opacity:.88}
.tl{fill:#2a639f}.tr{fill:#9c5510}
.p.base{stroke:#5d6470;stroke-width:1.4;stroke-dasharray:2 3.5}
.p.chest{stroke:#17695f}.p.belly{stroke:#8a5a9c}.p.thin{stroke-width:1.8}
.raw{fill:none;stroke-width:1;stroke-linejoin:round;opacity:.38}
.raw.chest{stroke:#17695f}.raw.belly{stroke:#8a5a9c}.raw.n{stroke:#3d4653}
.t{font-size:14.5px;font-weight:bold}.t.chest{fill:#17695f}.t.belly{fill:#8a5a9c}.t.n{fill:#3d4653}
.wash{fill:#f1efe9}.onset{stroke:#cfcac0}
.act.rest{fill:#c4c0b6}.act.walk{fill:#8b939e}.act.run{fill:#3d4653}
.corner{fill:none;stroke:#e4e0d8}.path{fill:none;stroke-linejoin:round}
.path.strong{stroke:#3d4653;stroke-width:2.6}
.path.quiet{stroke:#8b939e;stroke-width:2;stroke-dasharray:6 4}
.head.strong{fill:#3d4653}.head.quiet{fill:#8b939e}
.name{font-size:14.5px;fill:#1c1f24;paint-order:stroke;stroke:#fff;stroke-width:4px;
stroke-linejoin:round}
.rim{fill:none;stroke:#e4e0d8}.ring{fill:none;stroke:#5d6470;stroke-width:1.4;
stroke-dasharray:4 3.4}
.petal.n{fill:#8b939e}.petal.l{fill:#2f6db3}.petal.r{fill:#d7812a}
.none{stroke:#5d6470;stroke-width:1.2}
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
