"""Verifies an export of the ledger (docs/auditors/ledger.md specifies all that is checked here).

A folder that needs nothing else of ours: Python 3.11 and the package `cryptography`. Beside a
copy of it, `python3 -m verifier FILE`.
"""

from .checkpoints import Checkpoint, Introduction, Keys
from .entries import Entry, leaf_hash
from .errors import VerificationError
from .exports import EXPORT_VERSION, Findings, RecentContents, verify
from .merkle import EMPTY_ROOT, CompactRange, node_hash, verify_consistency, verify_inclusion
from .notes import COSIGNATURE, ED25519, Note, VerifierKey, cosign, cosigned_at, public_key, sign
from .report import report

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "EMPTY_ROOT",
    "EXPORT_VERSION",
    "Checkpoint",
    "CompactRange",
    "Entry",
    "Findings",
    "Introduction",
    "Keys",
    "Note",
    "RecentContents",
    "VerificationError",
    "VerifierKey",
    "cosign",
    "cosigned_at",
    "leaf_hash",
    "node_hash",
    "public_key",
    "report",
    "sign",
    "verify",
    "verify_consistency",
    "verify_inclusion",
]
