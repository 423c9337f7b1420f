"""Run an ONNX model on a picture."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from runtall.errors import MalformedFile, MissingExtra
from runtall.inputs.pose.onnx.graph import check_self_contained

Image = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_PICTURE_DIMS: Final = 4
_CHANNELS: Final = 3
# The runtime writes its own log to standard error; only what ends the program belongs there.
_FATAL_ONLY: Final = 4


def runtime_version(extra: str) -> str:
    """Version of ONNX Runtime, without loading it.

    Parameters
    ----------
    extra
        Which optional part of runtall brings it, for the message.

    Raises
    ------
    runtall.errors.MissingExtra
        When it is not installed.
    """
    if find_spec("onnxruntime") is None:
        raise _missing(extra)
    try:
        return version("onnxruntime")
    except PackageNotFoundError:
        # The builds for other processors are distributed under other names.
        import onnxruntime

        return str(onnxruntime.__version__)


def _missing(extra: str) -> MissingExtra:
    return MissingExtra(
        f"the pose estimator {extra} needs ONNX Runtime, which is not installed; "
        f"`pip install 'runtall[{extra}]'` brings it"
    )


class _Value(Protocol):
    name: str
    shape: list[int | str | None]


class _Session(Protocol):
    def get_inputs(self) -> list[_Value]: ...

    def get_outputs(self) -> list[_Value]: ...

    def run(self, names: list[str] | None, values: dict[str, Floats]) -> list[npt.NDArray[Any]]: ...


class Network:
    """One self-contained model that takes one picture.

    Parameters
    ----------
    content
        The ONNX model.
    source
        What to call it in messages.
    extra
        Which optional part of runtall brings the runtime.

    Attributes
    ----------
    input_size
        (width, height) in px that the graph fixes; None when it takes any.
    output_names
        In the order of `run`.

    Raises
    ------
    runtall.errors.MissingExtra
        When ONNX Runtime is not installed.
    runtall.errors.MalformedFile
        When this is no model, reaches outside its own bytes, or takes no RGB picture.
    """

    def __init__(self, content: bytes, source: str, extra: str) -> None:
        check_self_contained(content, source)
        self.source = source
        self._session = _session(content, source, extra)
        inputs = self._session.get_inputs()
        shape = inputs[0].shape if len(inputs) == 1 else []
        if len(shape) != _PICTURE_DIMS or shape[1] != _CHANNELS:
            raise MalformedFile(
                f"{source} takes {[list(i.shape) for i in inputs]}, not one picture "
                "(batch, 3, height, width); give the weights of a pose model"
            )
        self._input_name = inputs[0].name
        height, width = shape[2:]
        self.input_size: tuple[int, int] | None = None
        if isinstance(height, int) and isinstance(width, int):
            self.input_size = width, height
        self.output_names: list[str] = [output.name for output in self._session.get_outputs()]

    def run(self, picture: Floats) -> list[npt.NDArray[Any]]:
        """Outputs for one picture (1, 3, height, width), in the order of `output_names`.

        Raises
        ------
        runtall.errors.MalformedFile
            When the model cannot be run.
        """
        try:
            return list(self._session.run(None, {self._input_name: picture}))
        except _runtime_errors() as error:
            raise MalformedFile(f"{self.source} cannot be run: {_first_line(error)}") from error


def _session(content: bytes, source: str, extra: str) -> _Session:
    try:
        import onnxruntime
    except ImportError as error:
        raise _missing(extra) from error
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    # Pictures are spread over processes; more threads in each would only compete.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL_ONLY
    try:
        session: _Session = onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"]
        )
    except _runtime_errors() as error:
        raise MalformedFile(f"{source} is no usable model: {_first_line(error)}") from error
    return session


def _runtime_errors() -> tuple[type[Exception], ...]:
    # They share no base class of their own.
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    own = [
        thing
        for thing in vars(state).values()
        if isinstance(thing, type) and issubclass(thing, Exception)
    ]
    return (*own, RuntimeError, ValueError)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
