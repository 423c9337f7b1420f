"""From the markers or joint coordinates of a motion file to a runner in the lab frame."""
