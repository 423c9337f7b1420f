"""From keypoints to strides, view and measurements."""
