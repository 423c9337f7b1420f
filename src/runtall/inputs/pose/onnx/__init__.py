"""Top-down pose models in ONNX files: finding, checking, running and decoding them."""
