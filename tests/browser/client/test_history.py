"""A long conversation is scrolled to its beginning, and nothing jumps."""

from typing import Any

import pytest

from tests.browser.client.conftest import At
from tests.harness import cast
from tests.harness.history import converse
from tests.harness.stack import Stack

ONE_PIXEL = 1.0

SCROLL_TO_THE_BEGINNING = """
async (log, [last, step]) => {
  const rows = () => [...log.querySelectorAll("[data-key]")].map((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return { key: row.dataset.key, top, bottom, body: row.querySelector(".body")?.textContent };
  });
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const view = log.getBoundingClientRect();
  const seen = new Map();
  const order = [];
  const found = { furthest: 0, jumps: [], gaps: 0, steps: 0 };
  const note = (shown) => {
    const fresh = shown.filter((row) => !seen.has(row.key));
    if (seen.size && shown.indexOf(fresh.at(-1)) > shown.findIndex((row) => seen.has(row.key)))
      found.gaps += 1;
    for (const row of fresh) seen.set(row.key, row.body);
    order.unshift(...fresh.map((row) => row.key));
  };
  const compare = (before, now) => {
    for (const row of before) {
      const again = now.find((each) => each.key === row.key);
      if (!again || row.top < view.top || row.bottom > view.bottom) continue;
      const moved = again.top - row.top;
      found.furthest = Math.max(found.furthest, Math.abs(moved));
      if (Math.abs(moved) > 1) found.jumps.push([found.steps, row.body, moved]);
    }
  };
  while (rows().at(-1)?.body !== last) {
    log.scrollTop = log.scrollHeight;
    await frame();
  }
  note(rows());
  const left = () => log.scrollHeight - log.clientHeight - log.scrollTop;
  for (let away = 0; away < 10; away += 1) {
    if (left() < 60) log.scrollTop -= 100, away = 0;
    await frame();
    note(rows());
  }
  found.gaps = 0;
  while (log.scrollTop > 0 || !/This is the beginning/.test(log.textContent)) {
    let before = rows();
    const upwards = Math.min(step, log.scrollTop);
    log.scrollTop -= upwards;
    for (const row of before) row.top += upwards, row.bottom += upwards;
    for (let frames = 0; frames < 2 || log.ariaBusy === "true"; frames += 1) {
      await frame();
      const now = rows();
      compare(before, now);
      note(now);
      before = now;
    }
    found.steps += 1;
  }
  return { ...found, bodies: order.map((key) => seen.get(key)) };
}
"""
"""Whoever scrolls waits for what is loading."""


@pytest.mark.parametrize(
    ("me", "other", "count", "step"),
    [
        pytest.param(cast.EMILIE, cast.ALEXANDER, 5_000, 500, id="turning pages"),
        pytest.param(cast.EMILIE, cast.ROSALIND, 600, 200, id="with a wheel"),
    ],
)
async def test_a_long_history_scrolls_to_the_beginning_without_a_jump(
    stack: Stack, at: At, me: str, other: str, count: int, step: int
) -> None:
    said = await converse(stack, me, other, count)
    reader = await at(me)
    await reader.open(stack.jid(other))
    seen: dict[str, Any] = await reader.log.evaluate(SCROLL_TO_THE_BEGINNING, [said[-1], step])
    shown = seen.pop("bodies")

    assert said == shown, f"{len(shown)} shown, {seen}"
    assert seen["furthest"] <= ONE_PIXEL, f"of {len(seen['jumps'])} {seen['jumps'][:8]}"
    assert seen["gaps"] == 0
