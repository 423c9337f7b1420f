"""Render runners with dialable faults and exact truth: see ``tools/README.md``.

Examples
--------
::

    python tools/render_runners.py clip --out x.mp4 --runner 3 --view left --fault waist=18
    python tools/render_runners.py set --out set --bodies 12 --views left,right,rear,front
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

MOTION = Path("mocap/hamner_run/subject02_running_arms_ik.mot")


def _pairs(items: list[str]) -> dict[str, float]:
    return {k: float(v) for k, v in (item.split("=", 1) for item in items)}


def _size(text: str) -> tuple[int, int]:
    width, height = text.lower().split("x")
    return int(width), int(height)


def _motion(path: Path | None) -> Path | None:
    """Trial to take strides from: the option, the data folder, or None for the stored mean."""
    if path is not None:
        return path
    folder = os.environ.get("RUNTALL_TEST_DATA")
    found = Path(folder) / MOTION if folder else None
    return found if found and found.exists() else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True)
    clip = commands.add_parser("clip", help="one clip")
    clip.add_argument("--out", type=Path, required=True)
    clip.add_argument("--runner", type=int, default=0, help="seed of body, clothes and style")
    clip.add_argument("--view", choices=["left", "right", "rear", "front"], default="left")
    clip.add_argument("--fault", action="append", default=[], metavar="NAME=VALUE")
    clip.add_argument("--style", action="append", default=[], metavar="NAME=VALUE")
    clip.add_argument("--target", action="append", default=[], metavar="NAME=VALUE")
    clip.add_argument("--phenotype", action="append", default=[], metavar="NAME=VALUE")
    clip.add_argument("--activity", choices=["run", "walk", "stand"], default="run")
    clip.add_argument("--hold", choices=["relaxed", "shrug"])
    clip.add_argument("--clip-seed", type=int, help="other strides and camera of the same runner")
    clip.add_argument("--camera-seed", type=int)
    clip.add_argument("--steady", action="store_true", help="halve camera misalignments")
    clip.add_argument("--noise", type=float, help="sensor noise, SD in grey levels")
    clip.add_argument("--blur", type=int, default=1, help="moments averaged per frame (1 = sharp)")
    clip.add_argument("--crf", type=int, default=25)
    clip.add_argument("--joints", action="store_true", help="also write joint centres as .npz")
    many = commands.add_parser("set", help="a learning set; skips what is done")
    many.add_argument("--out", type=Path, required=True)
    many.add_argument("--bodies", type=int, default=12)
    many.add_argument("--first", type=int, default=100, help="seed of the first body")
    many.add_argument("--views", default="left,right,rear,front")
    many.add_argument("--landscape", type=float, default=0.25, help="share of landscape clips")
    many.add_argument("--limit", type=int, help="stop after this many clips")
    for sub, seconds, size in ((clip, 6.0, "720x1280"), (many, 4.5, "540x960")):
        sub.add_argument("--seconds", type=float, default=seconds)
        sub.add_argument("--fps", type=int, choices=[30, 60], default=30)
        sub.add_argument("--size", type=_size, default=_size(size), metavar="WxH")
        sub.add_argument("--motion", type=Path, help="OpenSim .mot to take strides from")
    return parser


def _clip(args: argparse.Namespace) -> None:
    from rendering.clip import Request, render

    request = Request(
        args.out, args.runner, args.view, args.seconds, args.fps, args.size, _pairs(args.fault),
        args.activity, args.hold, _motion(args.motion), args.clip_seed, args.camera_seed,
        _pairs(args.style), _pairs(args.target), _pairs(args.phenotype), args.crf, args.noise,
        args.blur, args.steady, args.joints,
    )  # fmt: skip
    print(args.out, {k: round(v, 2) for k, v in render(request).items()}, file=sys.stderr)


def _set(args: argparse.Namespace) -> None:
    from rendering.learning_set import jobs, run

    todo = jobs(
        args.out, range(args.first, args.first + args.bodies), args.views.split(","),
        seconds=args.seconds, fps=args.fps, size=args.size, landscape=args.landscape,
        motion=_motion(args.motion),
    )  # fmt: skip
    run(todo[: args.limit])


def main(argv: list[str] | None = None) -> None:
    """Run the command line."""
    args = _parser().parse_args(argv)
    {"clip": _clip, "set": _set}[args.command](args)


if __name__ == "__main__":
    main()
