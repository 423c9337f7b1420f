"""Speed and memory of the whole default analysis against a plain loop, in one run.

The plain loop is what a script would do: one process decodes every frame of the clip and runs
the same pose estimator on it. The analysis does everything: decode, pose, measure, report,
PDF and overlay. Figures are ratios of this run; a shared machine moves both.

    python benchmarks/video.py CLIP [--seconds 60] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream

LOOP = """
import sys, av, mediapipe as mp
pose = mp.solutions.pose.Pose(model_complexity=1, smooth_landmarks=False)
with av.open(sys.argv[1]) as clip:
    for frame in clip.decode(video=0):
        pose.process(frame.to_ndarray(format="rgb24"))
"""


def looped(clip: Path, seconds: float, folder: Path) -> Path:
    """The clip repeated, copied without decoding, to at least so many seconds."""
    import av

    out = folder / f"{clip.stem}-{seconds:.0f}s.mp4"
    with av.open(str(clip)) as source:
        length = float(source.streams.video[0].duration * source.streams.video[0].time_base)
    with av.open(str(out), "w") as target, av.open(str(clip)) as source:
        stream = target.add_stream_from_template(source.streams.video[0])
        offset = 0
        for _ in range(math.ceil(seconds / length)):
            offset = _append(clip, target, stream, offset)
    return out


def _append(clip: Path, target: OutputContainer, stream: VideoStream, offset: int) -> int:
    import av

    end = offset
    with av.open(str(clip)) as source:
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is None:
                continue
            packet.pts, packet.dts = packet.pts + offset, packet.dts + offset
            end = max(end, packet.pts + (packet.duration or 0))
            packet.stream = stream
            target.mux(packet)
    return end


def family(root: int) -> list[int]:
    """Process ids of a process and all below it."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            below.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [root]
    while todo:
        found.append(todo.pop())
        todo += below.get(found[-1], [])
    return found


def memory_mb(root: int) -> float:
    """Proportional memory of a process and all below it, MB."""
    total = 0
    for pid in family(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


def timed(command: list[str], environment: dict[str, str] | None = None) -> tuple[float, float]:
    """Wall time in s and peak memory in MB of a command with all its processes."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    ) as process:
        peak = [0.0]
        watch = threading.Thread(target=_watch, args=(process, peak))
        watch.start()
        _, problem = process.communicate()
        watch.join()
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}: {problem.decode()[-500:]}")
    return time.perf_counter() - start, peak[0]


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], memory_mb(process.pid))
        time.sleep(0.2)


def analysis(clip: Path, folder: Path, *more: str) -> tuple[float, float]:
    """One whole analysis from the command line, nothing cached."""
    cache = folder / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    environment = {**os.environ, "RUNTALL_CACHE": str(cache)}
    out = folder / "result"
    return timed(
        [
            sys.executable,
            "-m",
            "runtall",
            "analyze",
            str(clip),
            "--out",
            str(out),
            "--force",
            *more,
        ],
        environment,
    )


def import_s() -> float:
    """Median time of ``import runtall`` beyond an empty interpreter, s."""

    def once(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    return statistics.median(once("import runtall") - once("pass") for _ in range(5))


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = looped(options.clip, options.seconds, folder)
        twice = looped(options.clip, 2 * options.seconds, folder)
        rounds = [
            (timed([sys.executable, "-c", LOOP, str(clip)]), analysis(clip, folder))
            for _ in range(options.rounds)
        ]
        every = analysis(clip, folder, "--every-frame")
        longer = analysis(twice, folder, "--every-frame")
        ratios = [loop[0] / own[0] for loop, own in rounds]
        print(json.dumps({
            "cores": len(os.sched_getaffinity(0)),
            "clip_s": options.seconds,
            "loop_s": [round(loop[0], 1) for loop, _ in rounds],
            "analysis_s": [round(own[0], 1) for _, own in rounds],
            "times_faster": round(statistics.median(ratios), 2),
            "every_frame_s": round(every[0], 1),
            "peak_mb": round(max(own[1] for _, own in rounds)),
            "peak_mb_every_frame": round(every[1]),
            "peak_mb_every_frame_twice_as_long": round(longer[1]),
            "import_s": round(import_s(), 3),
        }, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
