"""One file per format of body-worn sensors."""
