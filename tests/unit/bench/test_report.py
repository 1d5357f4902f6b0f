"""What a benchmark says at its end."""

import json

from bench.report import as_json, as_table, figure


def test_a_figure_is_the_median_with_all_rounds_kept() -> None:
    made = figure([3, 1, 2], "s", "lower")

    assert 2 == made.value
    assert (3, 1, 2) == made.rounds


def test_a_goal_is_reached_from_its_own_side() -> None:
    assert figure([1.0], "ratio", "lower", goal=1.5).reached
    assert not figure([2.0], "ratio", "lower", goal=1.5).reached
    assert figure([2.0], "ratio", "higher", goal=1.5).reached


def test_the_json_is_one_line_without_what_is_not_known() -> None:
    line = as_json("feed", {"time_ratio": figure([1.4], "ratio", "lower", beside="without")})

    assert "\n" not in line
    assert {
        "bench": "feed",
        "figures": {
            "time_ratio": {
                "value": 1.4,
                "unit": "ratio",
                "better": "lower",
                "rounds": [1.4],
                "beside": "without",
            }
        },
    } == json.loads(line)


def test_the_table_says_whether_the_goal_is_reached() -> None:
    table = as_table({"time_ratio": figure([1.8], "ratio", "lower", goal=1.7)})

    assert table.endswith("goal 1.7: NO")
