"""Child process that reads foreign bytes, so that a fault in a decoder stays there.

Run as ``python -P -m runtall.inputs.worker PARENT_ID``; speaks `runtall.inputs.wire` on its
standard input and output. The parent is `runtall.inputs.process`.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Final

from runtall.errors import RuntallError
from runtall.inputs.limits import allow_cpu, confine
from runtall.inputs.wire import AnyArray, Message, receive, send

_HEARTBEAT_S: Final = 0.25
# What a request may name; nothing else is imported on request.
TASKS: Final = {
    "inspect": "runtall.inputs.video.inspect",
    "look": "runtall.inputs.pose.tasks",
    "follow": "runtall.inputs.pose.tasks",
    "chunk": "runtall.inputs.pose.tasks",
    "motion": "runtall.inputs.readers.task",
    "sensors": "runtall.inputs.sensors.task",
}

Reply = tuple[Mapping[str, Any], Mapping[str, AnyArray]]
Beat = Callable[[int], None]
"""Called by a task with the number of frames done; tells the parent that it lives."""
Task = Callable[[Message, Beat], Reply]


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    confine(int(sys.argv[1]))
    requests, replies = _own_pipes()
    send(replies, "ready")
    while (request := receive(requests)) is not None:
        allow_cpu()
        _serve(request, replies)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    # Native libraries print where they like; the channel must hold messages only.
    replies = os.fdopen(os.dup(1), "wb")
    requests = os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdout = sys.stderr
    return requests, replies


def _serve(request: Message, replies: BinaryIO) -> None:
    last = time.monotonic()

    def beat(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _HEARTBEAT_S:
            last = time.monotonic()
            send(replies, "beat", {"done": done})

    try:
        task: Task = getattr(importlib.import_module(TASKS[request.kind]), request.kind)
        fields, arrays = task(request, beat)
    except MemoryError:
        send(replies, "memory")
    except RuntallError as error:
        send(replies, "error", {"type": type(error).__name__, "message": str(error)})
    except Exception as error:  # noqa: BLE001 (the parent must hear of every fault)
        text = f"{type(error).__name__}: {error}"
        send(replies, "fault", {"message": text, "trace": traceback.format_exc()})
    else:
        send(replies, "done", fields, arrays)


if __name__ == "__main__":
    main()
