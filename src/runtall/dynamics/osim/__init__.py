"""The body of one runner in OpenSim's own format."""
