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
from typing import Any

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
    clip.add_argument("--wide-camera", action="store_true", help="as in set")
    clip.add_argument("--joints", action="store_true", help="also write joint centres as .npz")
    many = _set_parser(commands)
    _passing_parser(commands)
    for sub, seconds, size in ((clip, 6.0, "720x1280"), (many, 4.5, "540x960")):
        sub.add_argument("--seconds", type=float, default=seconds)
        sub.add_argument("--fps", type=int, choices=[30, 60], default=30)
        sub.add_argument("--size", type=_size, default=_size(size), metavar="WxH")
        sub.add_argument(
            "--variety", type=float, default=0.0, help="1 for an own stride per runner"
        )
        sub.add_argument("--second-legs", action="store_true", help="start from other legs")
        sub.add_argument("--motion", type=Path, help="OpenSim .mot to take strides from")
    return parser


def _set_parser(commands: Any) -> argparse.ArgumentParser:
    many: argparse.ArgumentParser = commands.add_parser(
        "set", help="a learning set; skips what is done"
    )
    many.add_argument("--out", type=Path, required=True)
    many.add_argument("--bodies", type=int, default=12)
    many.add_argument("--first", type=int, default=100, help="seed of the first body")
    many.add_argument("--views", default="left,right,rear,front")
    many.add_argument("--landscape", type=float, default=0.25, help="share of landscape clips")
    many.add_argument("--limit", type=int, help="stop after this many clips")
    many.add_argument("--wide-camera", action="store_true", help="cameras further from their place")
    many.add_argument("--fast-every", type=int, default=0, help="each so many'th runner at 60 fps")
    many.add_argument("--by-runner", action="store_true", help="finish a runner before the next")
    many.add_argument("--workers", type=int, default=1, help="processes")
    return many


def _passing_parser(commands: Any) -> None:
    passing = commands.add_parser("passing", help="runners who pass a camera overground")
    passing.add_argument("--out", type=Path, required=True)
    passing.add_argument("--bodies", type=int, default=4, help="every second one is followed")
    passing.add_argument("--first", type=int, default=201, help="seed of the first body")
    passing.add_argument("--passes", type=int, default=3)
    passing.add_argument("--seconds", type=float, default=4.0)
    passing.add_argument("--variety", type=float, default=1.0)


def _clip(args: argparse.Namespace) -> None:
    from rendering.clip import Request, render

    request = Request(
        args.out, args.runner, args.view, args.seconds, args.fps, args.size, _pairs(args.fault),
        args.activity, args.hold, _motion(args.motion), args.clip_seed, args.camera_seed,
        _pairs(args.style), _pairs(args.target), _pairs(args.phenotype), args.crf, args.noise,
        args.blur, args.steady, args.joints, args.variety, args.wide_camera, args.second_legs,
    )  # fmt: skip
    print(args.out, {k: round(v, 2) for k, v in render(request).items()}, file=sys.stderr)


def _set(args: argparse.Namespace) -> None:
    from rendering.learning_set import Plan, jobs, run

    plan = Plan(
        args.out, range(args.first, args.first + args.bodies), args.views.split(","),
        args.seconds, args.fps, args.size, args.landscape, _motion(args.motion), args.variety,
        args.wide_camera, args.fast_every, args.by_runner, args.second_legs,
    )  # fmt: skip
    run(jobs(plan)[: args.limit], args.workers)


def _passing(args: argparse.Namespace) -> None:
    from rendering.clip import truth_path
    from rendering.passing import render_pass, requests

    seeds = list(range(args.first, args.first + args.bodies))
    for request, follows in requests(args.out, seeds, args.passes, args.seconds, args.variety):
        if truth_path(request.out).exists() and request.out.exists():
            continue
        print(f"{request.out} {render_pass(request, follows=follows):.1f} s", file=sys.stderr)


def main(argv: list[str] | None = None) -> None:
    """Run the command line."""
    args = _parser().parse_args(argv)
    {"clip": _clip, "set": _set, "passing": _passing}[args.command](args)


if __name__ == "__main__":
    main()
