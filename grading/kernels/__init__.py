"""Kernels that start in milliseconds, forked from a process that has imported torch once."""
