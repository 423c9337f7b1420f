"""Parts of ``tools/accuracy.py``: how far runtall's numbers are from the truth."""
