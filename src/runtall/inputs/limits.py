"""Limits of memory, time and picture size for everything that reads foreign bytes.

A parser or decoder runs in a child process (see `runtall.inputs.process`) that calls
`confine` before it touches the input.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
from typing import Final

MIB: Final = 1 << 20

MAX_PIXELS: Final = 20_000_000
"""A picture above this is refused: 4K (8.3 million) passes, 8K (33 million) does not."""
MAX_SIDE: Final = 8192
"""px; a long thin picture costs scaling buffers that its area does not show."""
MAX_FRAMES: Final = 2_000_000
"""Nine hours at 60 fps; an index of more costs memory that no run needs."""
MEMORY: Final = 1536 * MIB
"""Writable memory of one child: the pose model takes 310 MiB and 4K decoding about 400."""
PROBE_SECONDS: Final = 45.0
"""A bad clip is answered within 60 s, start and clean-up included."""
SILENCE_SECONDS: Final = 20.0
"""A decoder that says nothing for so long hangs; one frame takes 0.3 s at worst."""
START_SECONDS: Final = 40.0
"""Loading Python and a pose model from a cold disk, with other programs running."""
CPU_SECONDS: Final = 600
"""Of one task; a chunk of 165 frames takes 30 s at worst."""

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
# (AUDIT_ARCH, number of the system call `socket`) by machine.
_SOCKET_CALL: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


def confine(parent: int, memory: int = MEMORY) -> None:
    """Take from this process what reading a file does not need.

    Memory is limited to ``memory`` bytes, writing of files and core dumps are off, the
    network is out of reach (on Linux), Ctrl-C is left to the parent, and the process ends
    with its ``parent`` (process id). What a system does not offer is left out.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit("RLIMIT_DATA", memory)
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", 0)
    if sys.platform == "linux":
        _end_with_parent(parent)
        _without_network()


def lower_memory(memory: int) -> None:
    """Allow this process less writable memory (bytes) from now on."""
    _limit("RLIMIT_DATA", memory)


def allow_cpu(seconds: int = CPU_SECONDS) -> None:
    """Let this process compute for so many more seconds; past them it is killed."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _limit(name: str, value: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    which = getattr(resource, name)
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def _end_with_parent(parent: int) -> None:
    # The end of standard input tells the same, but only to a process that still listens.
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _without_network() -> None:
    machine = platform.machine()
    if machine not in _SOCKET_CALL:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    program = _no_socket_program(*_SOCKET_CALL[machine])
    buffer = ctypes.create_string_buffer(program)
    # struct sock_fprog: count of instructions, padding, pointer to them.
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_char_p(header), 0, 0)


def _no_socket_program(architecture: int, socket_call: int) -> bytes:
    """Berkeley packet filter that answers ``socket`` with EACCES and allows the rest."""
    load, jump_if_equal, give = 0x20, 0x15, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | 13
    steps = [
        (load, 0, 0, 4),  # architecture of the call
        (jump_if_equal, 0, 3, architecture),
        (load, 0, 0, 0),  # number of the call
        (jump_if_equal, 0, 1, socket_call),
        (give, 0, 0, refuse),
        (give, 0, 0, allow),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
