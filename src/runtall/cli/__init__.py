"""The command line: reads what is asked, calls one function, shows what it gives."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the program with the arguments of this process, and end it."""
    # Our matrices are small: more threads only wait for each other, on a busy machine for long.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Here, so that whoever imports the package pays for nothing.
    from runtall.cli.program import run

    sys.exit(run(sys.argv[1:]))
