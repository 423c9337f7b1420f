"""Parts of ``tools/render_runners.py``: rendered runners with exact truth.

Frames: runner frame, x forward, y up, z to the runner's right, in m. Rotations
act on column vectors from the left. None of this ships with runtall.
"""
