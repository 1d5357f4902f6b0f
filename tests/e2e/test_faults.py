"""Everything is killed with -9, again and again, while people write to each other."""

import pytest

from bench.fault.run import Plan, Run
from bench.fault.verdict import faults
from tests.harness.stack import Stack

MESSAGES, KILLS, SEED = 2_000, 20, 1


@pytest.mark.timeout(240)
async def test_twenty_kills_lose_double_and_reorder_no_acknowledged_message_and_the_ledger_holds(
    own_stack: Stack,
) -> None:
    run = Run(own_stack, Plan(MESSAGES, KILLS, SEED))
    seen = await run()
    own_stack.command("ledger", "verify")  # raises when it does not hold

    assert {} == faults(seen), "\n".join(run.log)
    assert MESSAGES == len(seen.sent)
    assert MESSAGES / 2 < len(seen.certain)
