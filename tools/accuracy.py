"""Write every figure of ``docs/accuracy.md``: how far runtall's numbers are from the truth.

Without options all parts are made for which the repository, and the folder of real recordings,
hold the data; the others stay as they are. It takes about a quarter of an hour on one core.

Examples
--------
::

    python tools/accuracy.py
    python tools/accuracy.py projected starts --sets other.npz
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Fits are small: more threads only wait for each other, and times should be those of one core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from accuracy import captures, fresh, named, pages, same, starts, told
from accuracy.motions import captured, rendered
from accuracy.projected import project
from accuracy.tables import NOTE
from accuracy.waves import held_out, understood
from learn_stride import DATA, SETS
from learning_data import ClipData, load

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs/reference"
RECORDINGS = Path(os.environ.get("RUNTALL_TEST_DATA", ROOT.parent / "shared" / "data"))


@dataclass(frozen=True)
class Sources:
    """Where truths come from; ``recordings`` may be absent."""

    sets: tuple[Path, ...]
    recordings: Path
    measures: Path

    @property
    def clips(self) -> list[ClipData]:
        """Of all sets."""
        return [c for path in self.sets for c in load(path)]

    def folder(self, name: str) -> Path:
        """Part of the real recordings.

        Raises
        ------
        FileNotFoundError
            Where it is not here.
        """
        if not (self.recordings / name).is_dir():
            raise FileNotFoundError(self.recordings / name)
        return self.recordings / name


def write_projected(given: Sources) -> None:
    """Joints projected by random cameras, with noise and offset."""
    movers = captured(given.folder("mocap") / captures.ARMS.relative_to("mocap"))
    # One captured runner in six guises is filmed twice, beside two forms of every rendered one.
    found = project([*movers, *movers, *rendered(load(given.sets[0]))])
    put("projected", pages.projected(found))


def write_starts(given: Sources) -> None:
    """Cold starts of the fit."""
    cases = [*starts.of_files(given.folder("rendered")), *starts.of_set(load(given.sets[0]))]
    put("starts", pages.starts(starts.tried(name, goal) for name, goal in cases))


def write_rendered(given: Sources) -> None:
    """Rendered clips through the real detector, every runner left out."""
    stored = pages.stored(given.measures)
    packed = [load(path) for path in given.sets]
    motions = understood(packed)
    through = list(held_out(packed, motions))
    every = sum(len(own) for own in packed)
    refused = f"Of {every} clips, {every - len(motions)} were refused as no run.\n"
    lines = "\n### Through the stride: detected\n\n" + pages.waves(through)
    put("rendered", "\n".join([pages.rendered(stored) + lines, refused]))
    put("targets", pages.targets(stored, through, given.clips))


def write_markers(given: Sources) -> None:
    """Marker recordings beside force and another program."""
    given.folder("mocap")
    put("markers", captures.page(given.recordings))


def write_fresh(given: Sources) -> None:
    """Whole analyses of clips of bodies that no table was made from."""
    folder = given.recordings / "rendered"
    put("fresh", fresh.page(ROOT / "tests/data", folder if folder.is_dir() else None))


def write_causes(given: Sources) -> None:
    """Causes named for the rendered runners."""
    put("causes", named.page(given.clips))


def write_same(given: Sources) -> None:
    """Real pictures, changed and read anew."""
    put("same", same.page(given.folder("rendered")))


def write_views(given: Sources) -> None:
    """What a wrong view costs the fit."""
    put("views", told.page(given.clips))


def put(name: str, text: str) -> None:
    """Write one page."""
    (DOCS / f"accuracy-{name}.md").write_text(NOTE + text, encoding="utf-8")


PARTS: dict[str, Callable[[Sources], None]] = {
    "rendered": write_rendered, "projected": write_projected, "starts": write_starts,
    "markers": write_markers, "fresh": write_fresh, "causes": write_causes, "same": write_same,
    "views": write_views,
}  # fmt: skip


def main() -> None:
    """Make the parts named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"all, or of {', '.join(PARTS)}")
    parser.add_argument("--sets", type=Path, nargs="+", default=SETS, help="packed learning sets")
    parser.add_argument("--recordings", type=Path, default=RECORDINGS)
    parser.add_argument("--measures", type=Path, default=DATA / "measures-blazepose.json")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    given = Sources(tuple(asked.sets), asked.recordings, asked.measures)
    for name in asked.parts or PARTS:
        begun = time.monotonic()
        try:
            PARTS[name](given)
        except FileNotFoundError as error:
            print(f"{name}: left as it is, {error} is not here", file=sys.stderr)
            continue
        print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
