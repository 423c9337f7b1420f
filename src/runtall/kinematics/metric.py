"""How a measurement is declared: one function, its names, units, axes and sources."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from runtall.motion.measurement import Side
from runtall.registry import Registry

if TYPE_CHECKING:
    import xarray as xr

Reduce = Literal["mean", "range", "per_stride"]
Function = Callable[..., "xr.DataArray"]
Covariates = Callable[["xr.DataArray", Side], dict[str, float]]


@dataclass(frozen=True, slots=True)
class Metric:
    """One measurement of the runner.

    Attributes
    ----------
    name
        As in results.
    function
        ``(position[, side])`` gives a value per frame for `reduce` ``"mean"`` and
        ``"range"``; ``(position, gait[, side])`` gives a value per stride for
        ``"per_stride"``. ``position`` is in the runner's frame, in m, dims ``time keypoint
        space``.
    unit, display_unit
        SI unit of the function's result and unit that people read.
    axes
        Directions of the runner's frame that it needs, of ``x`` (forward), ``y`` (up), ``z``
        (right).
    reduce
        How a value per frame becomes one per stride.
    sided
        Whether there is one for each side of the body.
    min_fps
        Frame rate below which it is not given.
    curve
        Whether it is shown through the stride.
    needs_scale
        Whether it is a length, so that the runner's height matters.
    odd
        Whether it changes sign in a mirror.
    parts
        Keypoints it rests on, without their side.
    also
        Further keypoints that its function reads, without their side.
    optional
        Left out of results where no input gives it, and not called unmeasured.
    overall
        How the two sides give one more value without a side: ``"min"``, ``"mean"`` or not.
    bounds
        Values that are possible at all, SI.
    difference_of
        Two measurements whose corrected difference it is; it is then not corrected by itself.
    covariates
        ``(position, side)`` gives further marks by name that a learned correction may use: what
        else the picture shows where the thing itself is hidden.
    grade, sources
        Evidence grade of the definition and keys of ``references.bib``.
    """

    name: str
    function: Function
    unit: str
    display_unit: str
    axes: str
    reduce: Reduce = "mean"
    sided: bool = False
    min_fps: float = 0.0
    curve: bool = False
    needs_scale: bool = False
    odd: bool = False
    parts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    optional: bool = False
    overall: str = ""
    bounds: tuple[float, float] | None = None
    covariates: Covariates | None = None
    difference_of: tuple[str, str] | None = None
    grade: str = "C"
    sources: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """First line of the function's docstring."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]


metrics: Registry[Metric] = Registry("measurement", "runtall.kinematics.metrics", "runtall.metrics")


def metric(**declared: Any) -> Callable[[Function], Function]:  # noqa: ANN401 - fields of Metric
    """Register the decorated function as the measurement of its name.

    Parameters
    ----------
    **declared
        Fields of `Metric` but ``name`` and ``function``.
    """

    def register(function: Function) -> Function:
        name = function.__name__
        metrics.register(name, Metric(name=name, function=function, **declared))
        return function

    return register
