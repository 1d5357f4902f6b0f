"""Starting and stopping: `up` with fresh data, `up` again, `down`, and memory (PSS) by part."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

import psutil

from bench.own_stack import home_of_its_own, status
from bench.report import Figures, figure, options, show
from tests.harness.stack import Stack, free_port_base

MEGABYTE = 1_000_000
WARM_GOAL_SECONDS = 10.0


def seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def memory_megabytes(stack: Stack) -> dict[str, float]:
    """Proportional set size of each part and of the supervisor, children included."""
    known = status(stack)
    pids = {name: part["pid"] for name, part in known["parts"].items()}
    return {
        name: sum(one.memory_full_info().pss for one in _family(pid)) / MEGABYTE
        for name, pid in (pids | {"supervisor": known["supervisor"]}).items()
    }


def _family(pid: int) -> list[psutil.Process]:
    """A process and its children; the supervisor's are parts of their own."""
    process = psutil.Process(pid)
    marked = [one for one in process.children(recursive=True) if _same_session(one, process)]
    return [process, *marked]


def _same_session(child: psutil.Process, parent: psutil.Process) -> bool:
    try:
        return os.getsid(child.pid) == os.getsid(parent.pid)
    except ProcessLookupError:
        return False


def measure(rounds: int, port_base: int) -> Mapping[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        with home_of_its_own() as home:
            stack = Stack(home, port_base)
            found["cold_up"].append(seconds(stack.up))
            for part, used in memory_megabytes(stack).items():
                found[f"memory_{part}"].append(used)
            found["down"].append(seconds(stack.down))
            found["warm_up"].append(seconds(stack.up))
            found["down"].append(seconds(stack.down))
    return found


def figures(found: Mapping[str, list[float]]) -> Figures:
    memory = {name: one for name, one in found.items() if name.startswith("memory_")}
    total = [sum(of_round) for of_round in zip(*memory.values(), strict=True)]
    return {
        "cold_up": figure(found["cold_up"], "s", "lower"),
        "warm_up": figure(found["warm_up"], "s", "lower", WARM_GOAL_SECONDS),
        "down": figure(found["down"], "s", "lower"),
        **{name: figure(one, "MB", "lower") for name, one in memory.items()},
        "memory": figure(total, "MB", "lower"),
    }


def main() -> None:
    chosen = options(__doc__ or "", rounds=3).parse_args()
    show("start", figures(measure(chosen.rounds, chosen.port_base or free_port_base())), chosen)


if __name__ == "__main__":
    main()
