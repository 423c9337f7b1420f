"""OpenSim's own interpreter: where it is, and how jobs are given to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

HALF = Path(__file__).absolute().with_name("in_opensim.py")
VARIABLE = "RUNTALL_OPENSIM_PYTHON"
VERSION = "4.6"
MADE = Path(".venv-opensim")
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def interpreter(given: Path | None) -> Path:
    """Interpreter that has OpenSim: the one given, that of the variable, or one made here."""
    found = given or (Path(os.environ[VARIABLE]) if VARIABLE in os.environ else None)
    if found is not None:
        return found
    python = MADE / "bin" / "python"
    if not python.exists():
        print(f"making {MADE} with OpenSim {VERSION} ...", file=sys.stderr)
        venv.create(MADE, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", f"opensim=={VERSION}.*"]
        subprocess.run(command, check=True)
    return python


def asked(python: Path, folder: Path, task: str, **job: object) -> dict[str, Any]:
    """Answer of OpenSim's half to one job; it works in the folder, where it leaves a log."""
    wanted = {key: str(v) if isinstance(v, Path) else v for key, v in job.items()}
    path = folder / f"{task}.json"
    path.write_text(json.dumps({"task": task, **wanted}), encoding="utf-8")
    run = subprocess.run(
        [str(python.absolute()), str(HALF), str(path)], capture_output=True, text=True,
        check=False, cwd=folder, env={**os.environ, **dict.fromkeys(THREADS, "1")},
    )  # fmt: skip
    if run.returncode:
        raise SystemExit(
            f"OpenSim's half failed at {task} ({run.returncode}):\n{run.stderr[-2000:]}"
        )
    answer: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    return answer
