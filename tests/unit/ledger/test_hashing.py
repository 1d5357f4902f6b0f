"""The tree's hashes: the published vectors, the definition, and another implementation."""

import pytest
from hypothesis import given
from pymerkle import InmemoryTree

from components.archive.ledger.verifier import (
    EMPTY_ROOT,
    CompactRange,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from tests.unit.ledger import naive
from tests.unit.ledger.trees import LEAVES, MOST, sizes

# The test vectors of Certificate Transparency (transparency-dev/merkle, testonly/constants.go and
# reference_test.go): eight entries, the tree's roots at each size, and proofs.
ENTRIES = [
    *("", "00", "10", "2021", "3031", "40414243"),
    *("5051525354555657", "606162636465666768696a6b6c6d6e6f"),
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
N00 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
N01 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
N04 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
N12 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
N11 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
N13 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
N20 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
N21 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
INCLUSIONS = [
    (0, 1, []),
    (0, 2, [N01]),
    (1, 2, [N00]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, [N00, N11, N04]),
    (0, 8, [N01, N11, N21]),
    (5, 8, [N04, N13, N20]),
]
CONSISTENCIES = [(1, 1, []), (1, 8, [N01, N11, N21]), (2, 5, [N11, N04]), (6, 8, [N12, N13, N20])]


def grown(hashes: list[bytes]) -> CompactRange:
    tree = CompactRange()
    for each in hashes:
        tree.append(each)
    return tree


def published() -> list[bytes]:
    return [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_published_vectors(size: int) -> None:
    assert ROOTS[size] == grown(published()[:size]).root().hex()


@pytest.mark.parametrize(("index", "size", "path"), INCLUSIONS)
def test_published_inclusion_proofs_verify(index: int, size: int, path: list[str]) -> None:
    hashes = [bytes.fromhex(each) for each in path]
    leaf, root = published()[index], bytes.fromhex(ROOTS[size])

    assert hashes == naive.path(index, published()[:size])
    assert verify_inclusion(leaf, index, size, hashes, root)


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCIES)
def test_published_consistency_proofs_verify(old: int, new: int, path: list[str]) -> None:
    hashes = [bytes.fromhex(each) for each in path]
    roots = bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new])

    assert hashes == naive.proof(old, published()[:new])
    assert verify_consistency(old, new, *roots, hashes)


@given(sizes)
def test_a_tree_that_grew_has_the_root_of_its_definition(size: int) -> None:
    assert naive.mth(LEAVES[:size]) == grown(LEAVES[:size]).root()


def test_a_growing_tree_tells_every_complete_subtree_once() -> None:
    tree, told = CompactRange(), []
    for leaf in LEAVES:
        told += tree.append(leaf)
    wanted = {
        (height, place): naive.mth(LEAVES[place << height : (place + 1) << height])
        for height in range(1, 9)
        for place in range(MOST >> height)
    }

    assert wanted == {(height, place): node for height, place, node in told}
    assert len(wanted) == len(told)


def test_another_implementation_has_the_same_roots_and_inclusion_proofs() -> None:
    other = InmemoryTree(algorithm="sha256")
    for number in range(1, 71):
        other.append_entry(b"entry %d" % (number - 1))

        assert other.get_root(number) == grown(LEAVES[:number]).root()
        for index in range(number):
            _, *path = other.prove_inclusion(index + 1, number).path
            assert verify_inclusion(LEAVES[index], index, number, path, other.get_root(number))


def test_another_implementation_hashes_leaves_nodes_and_nothing_alike() -> None:
    assert leaf_hash(b"") == InmemoryTree(algorithm="sha256").hash_buff(b"")
    assert node_hash(b"a", b"b") == InmemoryTree(algorithm="sha256").hash_pair(b"a", b"b")
    assert InmemoryTree(algorithm="sha256").get_root() == EMPTY_ROOT
