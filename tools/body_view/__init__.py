"""Parts of ``tools/draw_body.py``: the body of the model, drawn."""
