"""Messages under `kill -9`: the engine of `bench.faults` and `tests/e2e/test_faults.py`."""
