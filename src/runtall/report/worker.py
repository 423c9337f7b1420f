"""The child that reads and draws pictures: one task on stdin, parts of its answer on stdout.

Run as ``python -P -m runtall.report.worker PARENT_ID``. It decodes foreign bytes, so it can
write no file, reach no network and take only so much memory; what it makes goes through the
pipe, and the parent (`runtall.report.child`) puts it where it belongs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, Final

import numpy as np

from runtall.errors import RuntallError
from runtall.inputs.limits import MIB, allow_cpu, confine
from runtall.inputs.wire import AnyArray, Message, receive, send

# Decoder, encoder and a few pictures of a 4K clip; the pose model is not loaded here.
_MEMORY: Final = 1024 * MIB
# An overlay of half an hour at 60 fps, at thrice its usual cost.
_CPU_SECONDS: Final = 3600

Emit = Callable[[dict[str, Any], AnyArray], None]


def main() -> None:
    """Do the one task that stdin holds."""
    confine(int(sys.argv[1]), _MEMORY)
    allow_cpu(_CPU_SECONDS)
    requests, replies = _own_pipes()
    request = receive(requests)
    if request is None:
        return

    def emit(fields: dict[str, Any], data: AnyArray) -> None:
        send(replies, "part", fields, {"data": data})

    try:
        _do(request, emit)
    except RuntallError as error:
        send(replies, "error", {"message": str(error)})
    except MemoryError:
        send(replies, "error", {"message": "it takes more memory than allowed; try --no-overlay"})
    else:
        send(replies, "done")


def _do(request: Message, emit: Emit) -> None:
    if request.kind == "stills":
        from runtall.report.cutout import cut_out

        for place, jpeg in cut_out(request.fields, request.arrays):
            emit({"place": place}, np.frombuffer(jpeg, np.uint8))
    elif request.kind == "overlay":
        from runtall.report.overlay.film import film

        film(request.fields, request.arrays, emit)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    # Native libraries print where they like; the channel must hold messages only.
    replies = os.fdopen(os.dup(1), "wb")
    requests = os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, replies


if __name__ == "__main__":
    main()
