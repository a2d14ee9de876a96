"""The process in which one engine is loaded. It speaks with the host and with nobody else."""
