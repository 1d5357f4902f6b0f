"""`python -m bench`: the names of the benchmarks and what each measures."""

import importlib

NAMES = (
    *("agreement", "client", "directory", "faults", "feed", "inbox", "ledger"),
    *("push", "roundtrip", "search", "signin", "start", "upload"),
)

if __name__ == "__main__":
    for name in NAMES:
        summary = (importlib.import_module(f"bench.{name}").__doc__ or "").splitlines()[0]
        print(f"{name:9} {summary}")
