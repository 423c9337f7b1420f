"""Draw the body of the model as it is built: a picture and a view to turn, for the documentation.

python tools/draw_body.py           writes docs/images/body-model.svg and docs/body-3d.html
python tools/draw_body.py --check   fails when they are not what would be written
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from body_view.pictures import picture
from body_view.scene import scene

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "body-model.svg"
VIEW = ROOT / "docs" / "body-3d.html"
TEMPLATE = Path(__file__).parent / "body_view" / "view.html"


def files() -> dict[Path, str]:
    """What would be written, by path."""
    body = scene()
    data = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    page = TEMPLATE.read_text(encoding="utf-8").replace("/*SCENE*/null", data)
    return {PICTURE: picture(body), VIEW: page}


def main() -> int:
    """Write or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for path, text in files().items():
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(path.relative_to(ROOT))
        elif not check:
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path} is stale: run python tools/draw_body.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
