"""From markers in space to strides, pieces of running and measurements."""
