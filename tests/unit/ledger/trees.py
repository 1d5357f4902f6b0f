"""Trees that tests make up."""

from hypothesis import strategies as st

from components.archive.ledger.verifier import leaf_hash


def leaves(count: int) -> list[bytes]:
    """Hashes of so many different entries."""
    return [leaf_hash(b"entry %d" % number) for number in range(count)]


MOST = 300
LEAVES = leaves(MOST)
sizes = st.integers(0, MOST)
