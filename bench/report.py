"""What every benchmark says at its end: one JSON line, or a table."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal

Better = Literal["lower", "higher"]


@dataclass(frozen=True)
class Figure:
    """A measured value; `rounds` holds every measurement it comes from."""

    value: float
    unit: str
    better: Better
    rounds: tuple[float, ...]
    goal: float | None = None
    beside: str | None = None
    """The peer or limit it was measured beside, in the same run."""

    @property
    def reached(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value <= self.goal if self.better == "lower" else self.value >= self.goal


Figures = Mapping[str, Figure]


def figure(
    rounds: Sequence[float],
    unit: str,
    better: Better,
    goal: float | None = None,
    beside: str | None = None,
) -> Figure:
    """The median of the rounds."""
    kept = tuple(round(value, 4) for value in rounds)
    return Figure(round(median(rounds), 4), unit, better, kept, goal, beside)


def as_json(bench: str, figures: Figures) -> str:
    """One line; what is not known (a goal, a peer) is absent."""
    known = {
        name: {key: value for key, value in asdict(one).items() if value is not None}
        for name, one in figures.items()
    }
    return json.dumps({"bench": bench, "figures": known})


def as_table(figures: Figures) -> str:
    width = max(map(len, figures), default=0)
    return "\n".join(f"{name:{width}}  {_line(one)}" for name, one in figures.items())


def _line(one: Figure) -> str:
    spread = f"{min(one.rounds):g} to {max(one.rounds):g}"
    goal = "" if one.goal is None else f"  goal {one.goal:g}: {'yes' if one.reached else 'NO'}"
    return f"{one.value:>10g} {one.unit:12} {spread:>22} in {len(one.rounds)}{goal}"


def show(bench: str, figures: Figures, options: Any) -> None:
    print(as_json(bench, figures) if options.json else as_table(figures))


def options(description: str, **counts: int) -> argparse.ArgumentParser:
    """`--json`, `--port-base` and one whole number for each count."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="one JSON line instead of a table")
    parser.add_argument("--port-base", type=int, help="where the stack's ports begin")
    for name, default in counts.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=default)
    return parser
