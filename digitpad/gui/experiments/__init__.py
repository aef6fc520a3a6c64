"""The window of the experiments: sweeps under way and finished, and runs laid over one another."""
