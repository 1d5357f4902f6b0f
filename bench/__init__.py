"""Benchmarks: ours beside a peer or a limit, alternately in one run."""
