"""A clip as a recording, in one call."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runtall.inputs.pose.run import PoseRun
from runtall.inputs.video.probe import probe
from runtall.motion.recording import Recording, View


def read_video(
    path: str | Path,
    *,
    view: View | None = None,
    estimator: str = "blazepose",
    options: Mapping[str, Any] | None = None,
    **settings: Any,  # noqa: ANN401 (handed on to PoseRun, which names their types)
) -> Recording:
    """Find the runner's points in all chunks of a clip.

    Parameters
    ----------
    path
        A video file, or a folder of numbered pictures.
    view
        From where the runner was filmed, when known.
    estimator, options
        Pose estimator and its options.
    **settings
        Other keyword arguments of `runtall.inputs.pose.run.PoseRun`: ``roi``, ``workers``,
        ``cache``, ``every_frame``, ``recorded_fps``, ``start_s``, ``end_s``, ``progress``.

    Returns
    -------
    Recording
        With the stream ``pose``, as `PoseRun.estimate` gives it.

    Raises
    ------
    runtall.errors.InputError
        When the clip cannot be used.
    runtall.errors.LimitExceeded
        When it passes a limit of memory, time or picture size.
    runtall.errors.MissingModel
        When the estimator's model is absent.
    """
    import xarray as xr

    info = probe(Path(path))
    with PoseRun(info, estimator=estimator, options=options, **settings) as run:
        pose = run.estimate()
        notices = run.notices
    return Recording(
        path=info.path,
        kind="video",
        sha256=info.sha256,
        streams=xr.DataTree.from_dict({"pose": pose}),
        view=view,
        notices=notices,
    )
