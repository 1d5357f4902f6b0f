"""Faults: how many acknowledged messages are lost, doubled or out of order under `kill -9`."""

import asyncio
import sys
from collections.abc import Iterator

from bench.fault.run import Plan, Run
from bench.fault.verdict import Evidence, Faults, faults
from bench.own_stack import own_stack
from bench.report import Figures, figure, options, show


def figures(seen: Evidence, broken: Faults) -> Figures:
    """Counts of one run; every broken promise by name."""
    counts = {
        "messages": len(seen.sent),
        "acknowledged": len(seen.acknowledged),
        "refused": len(seen.errors),
        **{name.replace(" ", "_"): value for name, value in seen.extra.items()},
    }
    promises = {"lost": 0, "doubled": 0} | {name: len(found) for name, found in broken.items()}
    return {name: figure([value], "messages", "higher") for name, value in counts.items()} | {
        name: figure([value], "messages", "lower", 0) for name, value in promises.items()
    }


def details(seen: Evidence, broken: Faults) -> Iterator[str]:
    """Everything known of each message concerned: stanza ids by place."""
    for name, messages in broken.items():
        for one in messages:
            message = seen.sent[one]
            yield (
                f"{name}: {message} acknowledged {one in seen.acknowledged}"
                f" error {one in seen.errors} copies {dict(seen.copies.get(one, {}))}"
                f" rows {seen.rows.get(one)} recipient's archive"
                f" {seen.archived.get((message.recipient, one))} sender's"
                f" {seen.archived.get((message.sender, one))}"
            )


def main() -> None:
    chosen = options(__doc__ or "", messages=20_000, kills=60, seed=1).parse_args()
    with own_stack(chosen.port_base) as stack:
        run = Run(stack, Plan(chosen.messages, chosen.kills, chosen.seed))
        seen = asyncio.run(run())
    broken = faults(seen)
    for line in [*run.log, *details(seen, broken)]:
        print(line, file=sys.stderr)
    show("faults", figures(seen, broken), chosen)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
