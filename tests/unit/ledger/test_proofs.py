"""Proofs: what the definition gives verifies, and nothing else does."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from components.archive.ledger.verifier import verify_consistency, verify_inclusion
from tests.unit.ledger import naive
from tests.unit.ledger.trees import LEAVES, MOST, sizes

ROOTS = [naive.mth(LEAVES[:size]) for size in range(MOST + 1)]


@st.composite
def members(draw: st.DrawFn) -> tuple[int, int]:
    """An entry's number, and the size of a tree that it is in."""
    size = draw(st.integers(1, MOST))
    return draw(st.integers(0, size - 1)), size


@st.composite
def grown(draw: st.DrawFn) -> tuple[int, int]:
    """Two sizes, the smaller first."""
    new = draw(sizes)
    return draw(st.integers(0, new)), new


def altered(path: Sequence[bytes], how: str, at: int) -> list[bytes]:
    """The path with something about it wrong; unaltered when it is too short for that."""
    changed, at = list(path), at % (len(path) or 1)
    if how == "longer":
        changed.insert(at, LEAVES[0])
    elif how == "shorter":
        del changed[at : at + 1]
    elif how == "flipped" and changed:
        changed[at] = bytes([changed[at][0] ^ 1]) + changed[at][1:]
    elif how == "swapped" and len(changed) > 1:
        changed[at], changed[at - 1] = changed[at - 1], changed[at]
    return changed


alterations = st.sampled_from(["longer", "shorter", "flipped", "swapped"])


@given(members())
def test_an_entry_is_proven_to_be_in_every_tree_it_is_in(member: tuple[int, int]) -> None:
    index, size = member
    path = naive.path(index, LEAVES[:size])

    assert verify_inclusion(LEAVES[index], index, size, path, ROOTS[size])


@given(members(), alterations, st.integers(0, 8))
def test_an_altered_inclusion_proof_proves_nothing(
    member: tuple[int, int], how: str, at: int
) -> None:
    index, size = member
    path = naive.path(index, LEAVES[:size])
    wrong = altered(path, how, at)

    assert (wrong == path) == verify_inclusion(LEAVES[index], index, size, wrong, ROOTS[size])


@given(members(), members())
def test_an_inclusion_proof_is_for_one_entry_at_one_place(
    member: tuple[int, int], another: tuple[int, int]
) -> None:
    index, size = member
    path = naive.path(index, LEAVES[:size])
    holds = verify_inclusion(LEAVES[index], another[0], size, path, ROOTS[size])

    assert holds == (another[0] == index)
    assert not verify_inclusion(LEAVES[index - 1], index, size, path, ROOTS[size])


@given(grown())
def test_a_tree_is_proven_to_go_on_from_every_smaller_one(pair: tuple[int, int]) -> None:
    old, new = pair
    path = naive.proof(old, LEAVES[:new]) if old else []

    assert verify_consistency(old, new, ROOTS[old], ROOTS[new], path)


@given(grown(), alterations, st.integers(0, 8))
def test_an_altered_consistency_proof_proves_nothing(
    pair: tuple[int, int], how: str, at: int
) -> None:
    old, new = pair
    path = naive.proof(old, LEAVES[:new]) if old else []
    wrong = altered(path, how, at)

    assert (wrong == path) == verify_consistency(old, new, ROOTS[old], ROOTS[new], wrong)


@given(grown(), sizes)
def test_a_tree_does_not_go_on_from_another_history(pair: tuple[int, int], other: int) -> None:
    old, new = pair
    path = naive.proof(old, LEAVES[:new]) if old else []

    assert (other == old) == verify_consistency(old, new, ROOTS[other], ROOTS[new], path)
    if 0 < old < new:
        assert (other == new) == verify_consistency(old, new, ROOTS[old], ROOTS[other], path)


def test_a_tree_goes_on_from_nothing_smaller_than_the_empty_one_nor_from_a_larger_one() -> None:
    assert not verify_consistency(-1, 5, ROOTS[0], ROOTS[5], [])
    assert not verify_consistency(5, 4, ROOTS[5], ROOTS[4], [LEAVES[0]])
    assert not verify_inclusion(LEAVES[0], -1, 1, [], ROOTS[1])
    assert not verify_inclusion(LEAVES[0], 1, 1, [], ROOTS[1])
