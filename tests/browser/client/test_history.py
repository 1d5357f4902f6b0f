"""A long conversation is scrolled to its beginning, and nothing jumps."""

from typing import Any

import pytest

from tests.browser.client.conftest import At
from tests.harness import cast
from tests.harness.history import converse

COUNT = 5_000
ONE_PIXEL = 1.0

SCROLL_TO_THE_BEGINNING = """
async (log) => {
  const rows = () => [...log.querySelectorAll("[data-key]")].map((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return { key: row.dataset.key, top, bottom, body: row.querySelector(".body")?.textContent };
  });
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const view = log.getBoundingClientRect();
  const seen = new Map();
  const order = [];
  let furthest = 0, jumps = 0, resorted = 0, still = 0, steps = 0;
  const note = (shown) => {
    const fresh = shown.filter((row) => !seen.has(row.key));
    for (const row of fresh) seen.set(row.key, row.body);
    const known = shown.findIndex((row) => !fresh.includes(row));
    if (seen.size > shown.length && fresh.some((row) => shown.indexOf(row) > known)) resorted += 1;
    order.unshift(...fresh.map((row) => row.key));
  };
  let before = rows();
  note(before);
  while (still < 180) {
    const upwards = Math.min(700, log.scrollTop);
    log.scrollTop -= upwards;
    for (const row of before) row.top += upwards, row.bottom += upwards;
    for (let wait = 0; wait < 2; wait += 1) {
      await frame();
      const now = new Map(rows().map((row) => [row.key, row]));
      for (const row of before) {
        const again = now.get(row.key);
        if (!again || row.top < view.top || row.bottom > view.bottom) continue;
        const moved = Math.abs(again.top - row.top);
        if (moved > 1) jumps += 1;
        furthest = Math.max(furthest, moved);
      }
      before = [...now.values()];
      note(before);
    }
    still = upwards === 0 ? still + 1 : 0;
    steps += 1;
  }
  return { furthest, jumps, resorted, steps, bodies: order.map((key) => seen.get(key)) };
}
"""


@pytest.mark.timeout(180)
async def test_five_thousand_messages_scroll_to_the_beginning_without_a_jump(at: At) -> None:
    emilie = await at(cast.EMILIE)
    said = await converse(emilie.stack, cast.EMILIE, cast.ALEXANDER, COUNT)
    await emilie.open(emilie.stack.jid(cast.ALEXANDER))
    await emilie.shows(said[-1])
    seen: dict[str, Any] = await emilie.log.evaluate(SCROLL_TO_THE_BEGINNING)
    shown = seen.pop("bodies")

    assert said == shown[-COUNT:], f"{len(shown)} shown, {seen}"
    assert seen["furthest"] <= ONE_PIXEL, seen
    assert seen["resorted"] == 0, seen
    await emilie.page.get_by_text("This is the beginning of your conversation.").wait_for()
