"""The verifier's command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .errors import VerificationError
from .exports import verify
from .notes import VerifierKey
from .report import report


def main() -> None:
    parser = argparse.ArgumentParser(description="Verifies an export of the ledger.")
    parser.add_argument("export", type=Path, metavar="FILE")
    parser.add_argument("--key", metavar="VKEY", help="a key of the log, as somebody noted it")
    parser.add_argument("--witness", metavar="VKEY", action="append", default=[])
    parser.add_argument(
        "--checkpoint", type=Path, metavar="FILE", action="append", default=[],
        help="a checkpoint as a witness kept it",
    )  # fmt: skip
    arguments = parser.parse_args()
    try:
        with arguments.export.open("rb") as lines:
            findings = verify(
                lines,
                pinned=VerifierKey.parse(arguments.key) if arguments.key else None,
                witnesses=[VerifierKey.parse(vkey) for vkey in arguments.witness],
                seen=[file.read_text("utf-8") for file in arguments.checkpoint],
            )
    except (VerificationError, OSError, UnicodeError) as wrong:
        sys.exit(f"WRONG: {wrong}")
    print(*report(findings, pinned=bool(arguments.key)), sep="\n")


if __name__ == "__main__":
    main()
