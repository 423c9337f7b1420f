"""Write the pages of the documentation that the registries know best.

``python tools/build_docs.py`` writes ``docs/reference/*.md``; with ``--check`` it writes nothing
and ends with 1 when a page is out of date.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
import tomllib
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Made by tools/build_docs.py; do not edit. -->\n"

GRADES = {
    "A": "read in the source, or computed from a public file",
    "A*": "computed from one public file: one runner, so no norm",
    "B": "established; to be checked again before it serves as a limit",
    "C": "choice of this project, to be replaced by its own validation",
}


INTRO = {
    "literature": (
        "Every number that runtall takes from a paper or has chosen, with the grade of the "
        "evidence behind it:\n"
    ),
    "measurements": (
        "What each number means. The usual range is in the unit shown; *none known* means that no "
        "evidence supports one, and that the number is then shown without a judgement.\n"
    ),
    "sensed": (
        "Measured by breathing bands, a sensor on the trunk or a watch; "
        "[the page on them](../sensors.md) says how.\n"
    ),
    "causes": (
        "At most three of these are shown, each only where the whole interval of its measurement "
        "lies past the threshold. They describe a way of moving. None of them is known to cause "
        "pain.\n"
    ),
    "body": (
        "Made from `src/runtall/literature/body/*.toml`, whose comments say how each number came "
        "about. Places are in mm from L5/S1 of an upright body of 1.75 m: forward, up, to the "
        "right. What they are used for stands in [The load on the upper back]"
        "(../body-model.md).\n"
    ),
    "muscles": (
        "Right side; the left is its mirror image. Greatest force is the area times one specific "
        "tension for all. Each path has points on the parts that it crosses; their coordinates "
        "stand in the table itself.\n"
    ),
    "ribs": "Upright cylinders on each side that some paths lie on; they weigh nothing.\n",
    "dependencies": (
        "Named in one place, `pyproject.toml`; this page is made from it. A test compares each "
        "licence with what the installed package says of itself.\n"
    ),
    "bundled": (
        "The wheels of `av` and of the OpenCV that mediapipe brings contain FFmpeg under the LGPL, "
        "as separate shared libraries. Weights of RTMPose are Apache-2.0; weights of SpinePose are "
        "for non-commercial use only and are never fetched unasked.\n"
    ),
}


def cell(text: object) -> str:
    """Text that stays inside one cell of a table."""
    return str(text).replace("|", "\\|").replace("\n", " ").strip()


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Markdown table."""
    head = list(head)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


# --- literature ---------------------------------------------------------------------------------


def _link(key: str) -> str:
    return f"[{key}](#{key})"


def _context(value: Any) -> tuple[str, str, str]:
    return value.where, value.note, value.population


def _work(key: str) -> str:
    from runtall.literature import reference

    work = reference(key)
    author = work.author.replace(" and others", " et al.").replace(" and ", "; ")
    where = f" *{work.journal}*." if work.journal else ""
    link = f"https://doi.org/{work.doi}" if work.doi else work.url
    tail = f" [{work.doi or 'link'}]({link})" if link else ""
    return f"<a id='{key}'></a>**{key}** {author} ({work.year}). {work.title}.{where}{tail}"


def _sections() -> list[tuple[str, list[str]]]:
    """Headings of values.toml with the keys under each, in the order of the file."""
    from importlib.resources import files

    text = files("runtall.literature").joinpath("values.toml").read_text(encoding="utf-8")
    found: list[tuple[str, list[str]]] = []
    lines = text.splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        if re.fullmatch(r"# -+", before) and line.startswith("# "):
            found.append((line[2:].strip(), []))
        elif line.startswith("[") and found:
            found[-1][1].append(line.strip("[]"))
    return found


def literature() -> str:
    """Every number with its source, and every source."""
    from runtall.literature import references, values

    known = values()
    page = [
        "# Numbers and sources\n",
        INTRO["literature"],
        table(("grade", "means"), GRADES.items()),
    ]
    for title, keys in _sections():
        rows = [
            (f"`{v.key}`", f"{v.value:g}", v.unit, v.grade, _link(v.source), *_context(v))
            for v in (known[k] for k in keys)
        ]
        head = ("number", "value", "unit", "grade", "source", "where", "note", "on whom")
        page += [f"## {title}\n", table(head, rows)]
    page += ["## Works\n", "\n\n".join(_work(key) for key in sorted(references())) + "\n"]
    return "\n".join(page)


# --- measurements -------------------------------------------------------------------------------


def _views(axes: str) -> str:
    shown = {"side": set("xy"), "rear, front": set("yz")}
    views = [view for view, seen in shown.items() if set(axes) <= seen]
    return "; ".join(views) or "motion capture, or two views together"


def _shown_by(metric: Any) -> str:
    return "motion capture" if metric.optional else _views(metric.axes)


def _range(name: str) -> str:
    from runtall.literature import values

    known = values()
    low, high = known.get(f"usual.{name}.low"), known.get(f"usual.{name}.high")
    return f"{low.value:g} to {high.value:g}" if low and high else "none known"


def _concern(name: str) -> str:
    from runtall.literature import values

    found = [
        f"{side} {v.value:g}"
        for side in ("below", "above")
        if (v := values().get(f"concern.{name}.{side}"))
    ]
    return ", ".join(found) or "never"


def _body(function: Callable[..., Any]) -> str:
    """Prose of a numpydoc docstring: what stands before the first section, and the notes."""
    text = inspect.getdoc(function) or ""
    parts = re.split(r"^([A-Z][A-Za-z ]+)\n-{3,}\n", text, flags=re.MULTILINE)
    notes = [parts[i + 1] for i in range(1, len(parts) - 1, 2) if parts[i] == "Notes"]
    prose = "\n\n".join(p.strip() for p in [parts[0], *notes] if p.strip())
    return prose.replace("``", "`")


def measurements() -> str:
    """What each measurement means, its unit, view, usual range and sources."""
    from runtall.kinematics.metric import metrics

    rows = [
        (f"[`{m.name}`](#{m.name})", m.summary, m.display_unit, _shown_by(m), _range(m.name))
        for m in metrics.values()
    ]
    page = [
        "# Measurements\n",
        INTRO["measurements"],
        table(("name", "what", "unit", "view", "usual"), rows),
    ]
    for m in metrics.values():
        facts = [
            ("unit", m.display_unit),
            ("for each side of the body", "yes" if m.sided else "no"),
            ("view", _shown_by(m)),
            ("usual range", _range(m.name)),
            ("stands out", _concern(m.name)),
            ("frames a second at least", f"{m.min_fps:g}" if m.min_fps else "any"),
            ("grade of the definition", m.grade),
            ("sources", ", ".join(f"[{s}](literature.md#{s})" for s in m.sources)),
        ]
        page += [f"## `{m.name}` {{#{m.name}}}\n", _body(m.function) + "\n", table(("", ""), facts)]
    return "\n".join([*page, *_sensed()])


def _sensed() -> list[str]:
    """Measurements of body-worn sensors and watches."""
    from runtall.kinematics.sensed import SENSED

    rows = [
        (f"`{m.name}`", m.meaning, m.unit, m.needs, _concern(m.name),
         f"{m.grade}; {', '.join(f'[{key}](literature.md#{key})' for key in m.sources)}")
        for m in SENSED.values()
    ]  # fmt: skip
    head = ("name", "what", "unit", "needs", "stands out", "grade and sources")
    return ["## From sensors on the body\n", INTRO["sensed"], table(head, rows)]


# --- causes -------------------------------------------------------------------------------------


def causes() -> str:
    """What can stand out, with its words, cue and sources."""
    from runtall.findings.cause import causes as known

    page = ["# What can stand out\n", INTRO["causes"]]
    for name, cause in known.items():
        page += [f"## `{name}` {{#{name}}}\n", f"**{cause.title}**\n", _body(cause.read) + "\n"]
        page.append(table(("", ""), _facts(cause)))
        page += _without(cause)
    return "\n".join(page)


def _without(cause: Any) -> list[str]:
    """The run without a habit, as its function says it."""
    told = cause.without
    if told is None:
        return []
    rows = [
        ("measured by", _links(told.measures)),
        ("expected to raise", ", ".join(map(_code, told.bears_on)) or "nothing that is modelled"),
        ("also told", ", ".join(map(_code, told.also)) or "nothing"),
        ("taken away", f"with the {told.stage}"),
    ]
    if told.pelvis_moment:
        rows.append(("told twice", "the trunk's motion kept; the pelvis's turning moment kept"))
    head = f"### The same run without it {{#{cause.name}-without}}\n"
    return [head, _body(told.function) + "\n", table(("", ""), rows)]


def _code(name: str) -> str:
    return f"`{name}`"


def _links(names: Iterable[str]) -> str:
    return ", ".join(f"[`{n}`](measurements.md#{n})" for n in names)


def _facts(thing: object) -> list[tuple[str, str]]:
    """Fields of a declared thing that hold plain words."""
    facts = []
    for field in getattr(thing, "__dataclass_fields__", {}):
        found = getattr(thing, field)
        if field in ("name", "title") or callable(found) or not found:
            continue
        if field == "sources":
            found = ", ".join(f"[{s}](literature.md#{s})" for s in found)
        elif isinstance(found, tuple | list | frozenset):
            found = ", ".join(str(f) for f in found)
        facts.append((field.replace("_", " "), str(found)))
    return facts


# --- body model ---------------------------------------------------------------------------------

BODIES = {
    "pelvis": "hip", "lumbar": "l5s1", "lower_thorax": "t12l1", "mid_thorax": "t8t9",
    "upper_thorax": "t4t5", "neck": "c7t1", "head": "c0c1", "clavicle": "sternoclavicular",
    "scapula": "acromioclavicular", "upper_arm": "glenohumeral",
}  # fmt: skip
"""Bodies with the joint each turns about, as in the tables; those of the limbs follow."""


def body() -> str:
    """Segments, joints, muscles and surfaces of the body model."""
    page = ["# Tables of the body model\n", INTRO["body"], "## Segments {#segments}\n"]
    head = ("segment", "joint below or inside", "place, mm", "% of mass, men", "women")
    page.append(table(head, _segments()))
    page += ["## Shares of the trunk's turn {#shares}\n", table(("joint", *_TURNS), _shared())]
    page += ["## Muscles {#muscles}\n", INTRO["muscles"], table(_MUSCLE_HEAD, _muscles())]
    page += ["## Round ribs {#ribs}\n", INTRO["ribs"], table(_RIB_HEAD, _ribs())]
    return "\n".join(page)


_TURNS = ("extension", "bending", "rotation")
_MUSCLE_HEAD = ("name", "muscle", "cm²", "reported with", "from, over, to", "wraps on", "source")
_RIB_HEAD = ("name", "on", "centre, mm", "radius, mm")


def _point(place: Iterable[float]) -> str:
    return ", ".join(f"{x:g}" for x in place).replace("-", "−")


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _segments() -> list[tuple[str, ...]]:
    """Every body with its joint and its share of the mass of men and of women."""
    from runtall.dynamics.masses import inertias
    from runtall.dynamics.size import body_size
    from runtall.literature.anatomy import trunk

    weight = [inertias(body_size(100.0, 1.75, sex)) for sex in ("male", "female")]
    rows = []
    for own in dict.fromkeys(name.removesuffix("_r").removesuffix("_l") for name in weight[0]):
        sided = f"{own}_r" in weight[0]
        joint = BODIES.get(own, "")
        at = _point(trunk()["joint"][joint]) if joint else ""
        share = [f"{w[f'{own}_r' if sided else own].mass_kg:.2f}" for w in weight]
        name = _plain(own) + (", each side" if sided else "")
        rows.append((list(BODIES).index(own) if own in BODIES else 99,
                     (name, f"`{joint}`" if joint else "", at, *share)))  # fmt: skip
    return [row for _, row in sorted(rows, key=lambda r: r[0])]


def _shared() -> list[tuple[str, ...]]:
    from runtall.literature.anatomy import trunk

    share = {joint: row for joint, row in trunk()["share"].items() if joint != "source"}
    return [(f"`{j}`", *(f"{row[t]:g}" for t in _TURNS)) for j, row in share.items()]


def _muscles() -> list[tuple[str, ...]]:
    from runtall.literature.anatomy import muscles

    return [
        (
            f"`{m.name}`", m.title, f"{m.pcsa_cm2:g}", _plain(m.group) or "(not reported)",
            ", ".join(dict.fromkeys(_plain(b) for b, _ in m.path)), _plain(m.wrap),
            f"[{m.source}](literature.md#{m.source})",
        )
        for m in muscles()
    ]  # fmt: skip


def _ribs() -> list[tuple[str, ...]]:
    from runtall.literature.anatomy import surfaces

    return [
        (_plain(name), _plain(s.body), _point(s.centre), f"{s.radius:g}")
        for name, s in surfaces().items()
    ]


# --- commands -----------------------------------------------------------------------------------


def _option(name: str, declared: Any, kind: Any) -> tuple[str, str, str]:
    """Spelling, help and values of one parameter of a command."""
    bare, several = kind, False
    while get_args(bare) and get_origin(bare) is not Literal:
        several = several or get_origin(bare) in (list, tuple)
        bare = next((a for a in get_args(bare) if a is not type(None)), str)
    values = ", ".join(map(str, get_args(bare))) if get_origin(bare) is Literal else ""
    if isinstance(bare, type) and issubclass(bare, Enum):
        values = ", ".join(str(member.value) for member in bare)
    if type(declared).__name__ == "ArgumentInfo":
        spelling = f"`{declared.metavar or name.upper()}`" + ("..." if several else "")
    else:
        long = "--" + name.replace("_", "-")
        flag = f"{long}/--no-{long[2:]}" if bare is bool else long
        # In Annotated the first spelling stands where the default would.
        first = [d] if str(d := declared.default).startswith("-") else []
        spelling = "`" + ", ".join([*first, *(declared.param_decls or [])] or [flag]) + "`"
    more = "; may be given more than once" if several and spelling.startswith("`-") else ""
    return spelling, declared.help or "", values + more


def _declared(function: Callable[..., Any]) -> list[tuple[str, Any, Any]]:
    """Parameters of a command: name, what Typer was told, type."""
    hints = get_type_hints(function, include_extras=True)
    found = []
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints[name]
        told = [m for m in getattr(hint, "__metadata__", ()) if hasattr(m, "param_decls")]
        told += [parameter.default] if hasattr(parameter.default, "param_decls") else []
        kind = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
        if told and not told[0].hidden:
            found.append((name, told[0], kind))
    return found


def _command(info: Any) -> list[str]:
    name = info.name or info.callback.__name__.replace("_", "-")
    text = inspect.cleandoc(info.help or info.callback.__doc__ or "").split("\f", 1)[0]
    text = text.replace("\b\n", "")
    rows = [_option(*parameter) for parameter in _declared(info.callback)]
    page = [f"## `runtall {name}` {{#{name}}}\n", text + "\n"]
    return [*page, table(("", "does", "values"), rows)] if rows else page


def commands() -> str:
    """Every command with its options, from the command line itself."""
    from runtall.cli.program import app
    from runtall.errors import ExitCode

    page = ["# Commands\n", "`runtall COMMAND --help` says the same.\n"]
    for info in app.registered_commands:
        if not info.hidden:
            page += _command(info)
    codes = [(int(code), code.name.replace("_", " ").lower()) for code in ExitCode]
    page += ["## Exit codes\n", table(("code", "means"), codes)]
    return "\n".join(page)


# --- dependencies -------------------------------------------------------------------------------

LINE = re.compile(r'^\s*"([A-Za-z0-9_.-]+)([^"\[\]]*)",\s*#\s*([^|]+?)\s*\|\s*(.+)$')


def dependencies_of(group: str) -> list[tuple[str, str, str, str]]:
    """Name, bounds, licence and reason of each dependency of a group of pyproject.toml."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(rf"^{group} = \[\n(.*?)^\]", text, flags=re.MULTILINE | re.DOTALL)
    if block is None:
        raise ValueError(f"pyproject.toml: no list {group!r}")
    found = [m.groups() for line in block[1].splitlines() if (m := LINE.match(line))]
    return [
        (f"`{name}`", f"`{bounds}`", licence, reason) for name, bounds, licence, reason in found
    ]


def dependencies() -> str:
    """What runtall stands on, with bounds, licence and reason."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = ["# Dependencies\n", INTRO["dependencies"]]
    titles = {"dependencies": "Always"}
    titles |= {
        extra: f'`pip install "runtall[{extra}]"`' for extra in project["optional-dependencies"]
    }
    for group, title in titles.items():
        page += [
            f"## {title}\n",
            table(("package", "versions", "licence", "why"), dependencies_of(group)),
        ]
    page.append(INTRO["bundled"])
    return "\n".join(page)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "measurements.md": measurements,
    "causes.md": causes,
    "muscles.md": body,
    "literature.md": literature,
    "dependencies.md": dependencies,
}


def stale() -> list[str]:
    """Names of the pages that are absent or differ from what the registries say."""
    return [
        name
        for name, make in PAGES.items()
        if not (REFERENCE / name).is_file()
        or (REFERENCE / name).read_text(encoding="utf-8") != NOTE + make()
    ]


def main() -> int:
    """Write or check all pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when out of date")
    if parser.parse_args().check:
        old = stale()
        for name in old:
            print(f"docs/reference/{name} is out of date: run python tools/build_docs.py")
        return 1 if old else 0
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(NOTE + make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
