"""The tree as the database keeps it: roots and proofs at every size it had."""

from itertools import combinations, pairwise

import pytest
from sqlalchemy import Connection, text

from components.archive.ledger.tree import Frontier, GapError, Tree
from components.archive.ledger.verifier import (
    EMPTY_ROOT,
    CompactRange,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from schemas.refusals import Malformed, NotFound
from tests.store.conftest import as_owner
from tests.unit.ledger import naive
from tests.unit.ledger.trees import leaves

ENTRIES = text(r"""
insert into stoa.ledger_entry
select n, n, 0, 0, '', '', '', '', decode(repeat('00', 16), 'hex'), decode(repeat('00', 16), 'hex'),
       null, decode(repeat('00', 16), 'hex'), decode(repeat('00', 32), 'hex'), null,
       sha256('\x00'::bytea || convert_to('entry ' || n, 'UTF8'))
  from generate_series(cast(:first as bigint), :last) n
""")
SUBTREE = text("insert into stoa.ledger_subtree values (:level, :place, :hash)")
AROUND_BLOCKS = [0, 1, 2, 3, 255, 256, 257, 258, 511, 512, 513, 700]
AROUND_LEVELS = [65_535, 65_536, 65_537, 65_800]


def grow(connection: Connection, frontier: Frontier, size: int) -> None:
    """As the intake does it."""
    first = frontier.size
    completed = [
        subtree
        for number in range(first, size)
        for subtree in frontier.append(leaf_hash(b"entry %d" % number))
    ]
    with as_owner(connection):
        connection.execute(ENTRIES, {"first": first, "last": size - 1})
        for level, place, node in completed:
            connection.execute(SUBTREE, {"level": level, "place": place, "hash": node})


def root_of(size: int) -> bytes:
    tree = CompactRange()
    for leaf in leaves(size):
        tree.append(leaf)
    return tree.root()


@pytest.fixture
def tree(connection: Connection) -> Tree:
    """Of the largest size around blocks."""
    grow(connection, Frontier(), AROUND_BLOCKS[-1])
    return Tree(connection)


def test_an_empty_ledger_has_the_root_of_nothing(connection: Connection) -> None:
    assert 0 == Tree(connection).size()
    assert EMPTY_ROOT == Tree(connection).root(0) == Frontier.load(connection).root()


def test_who_starts_anew_goes_on_where_the_tree_ends(connection: Connection) -> None:
    for before, size in pairwise([*AROUND_BLOCKS, *AROUND_LEVELS]):
        frontier = Frontier.load(connection)
        assert before == frontier.size
        grow(connection, frontier, size)

        assert frontier.root() == root_of(size) == Tree(connection).root(size)
    roots = {size: Tree(connection).root(size) for size in (700, *AROUND_LEVELS)}
    for old, new in combinations(roots, 2):
        path = Tree(connection).consistency(old, new)
        assert verify_consistency(old, new, roots[old], roots[new], path)
    for seq in (0, 255, 256, 65_535, 65_536, 65_799):
        path = Tree(connection).inclusion(seq, 65_800)
        leaf = leaf_hash(b"entry %d" % seq)
        assert verify_inclusion(leaf, seq, 65_800, path, roots[65_800])


@pytest.mark.parametrize("size", AROUND_BLOCKS[1:])
def test_proofs_are_those_of_the_definition(tree: Tree, size: int) -> None:
    hashes = leaves(size)

    assert naive.mth(hashes) == tree.root(size)
    for seq in {seq for seq in AROUND_BLOCKS if seq < size} | {size - 1}:
        assert naive.path(seq, hashes) == tree.inclusion(seq, size)
    for old in (each for each in AROUND_BLOCKS[1:] if each <= size):
        assert naive.proof(old, hashes) == tree.consistency(old, size)
    assert [] == tree.consistency(0, size)


def test_what_the_tree_never_was_has_no_proof(tree: Tree) -> None:
    for ask in (
        lambda: tree.root(701),
        lambda: tree.root(-1),
        lambda: tree.inclusion(0, 701),
        lambda: tree.inclusion(5, 5),
        lambda: tree.inclusion(-1, 5),
        lambda: tree.inclusion(0, 0),
        lambda: tree.consistency(1, 701),
    ):
        with pytest.raises(NotFound):
            ask()
    for old, new in ((5, 4), (-1, 4)):
        with pytest.raises(Malformed):
            tree.consistency(old, new)


def test_hashes_that_are_gone_are_missed(connection: Connection) -> None:
    grow(connection, Frontier(), 400)
    with as_owner(connection):
        connection.execute(ENTRIES, {"first": 402, "last": 800})

    with pytest.raises(GapError, match="hash 400 of level 0"):
        Tree(connection).root(500)
    with pytest.raises(GapError, match="hash 1 of level 1"):
        Tree(connection).root(512)
    with pytest.raises(GapError):
        Frontier.load(connection)
    assert root_of(400) == Tree(connection).root(400)
