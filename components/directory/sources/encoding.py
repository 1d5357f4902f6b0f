"""The text of CSV files: whatever spreadsheets write, or a clear refusal."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from schemas.refusals import Malformed

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
LIKELY = ["cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp437", "mac_roman"]
"""What is not UTF-8 may be one of these, and only one of them is taken without being told."""
WESTERN = "cp1252"
EXAMINED_BYTES = 64 * 1024


def decoded(content: bytes, told: str | None) -> str:
    """`told` is the encoding's name where the operator knows it. Raises Malformed."""
    name = told or _seen(content)
    try:
        return content.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Malformed(f"line {line}: this is no {name}") from error


def _seen(content: bytes) -> str:
    for mark, name in MARKS.items():
        if content.startswith(mark):
            return name
    if b"\0" in content[:EXAMINED_BYTES]:
        return _wide(content)
    try:
        content.decode()
    except UnicodeDecodeError:
        return _western(content)
    return "utf-8"


def _wide(content: bytes) -> str:
    """UTF-16 without its mark: in the heading every other byte is empty."""
    even, odd = content[0:200:2].count(0), content[1:200:2].count(0)
    return "utf-16-le" if odd > even else "utf-16-be"


def _western(content: bytes) -> str:
    """Only bytes beyond ASCII tell, so the lines that have none are left out."""
    telling = b"\n".join(line for line in content.splitlines() if not line.isascii())
    found = from_bytes(telling[:EXAMINED_BYTES], cp_isolation=LIKELY, threshold=0.5)
    best = found.best()
    if best is None or WESTERN not in (best.encoding, *best.could_be_from_charset):
        seen = f"; it looks like {best.encoding}" if best else ""
        raise Malformed(
            f"neither UTF-8 nor UTF-16 nor Windows-1252{seen}: save it as UTF-8, or name its"
            " encoding in [files]"
        )
    return WESTERN
