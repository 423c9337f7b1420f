"""The runner's model that OpenSim ships for tests, in OpenSim and in MuJoCo side by side."""
