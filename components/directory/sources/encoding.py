"""The text of CSV files: what spreadsheets write, or a clear refusal."""

from __future__ import annotations

import codecs
import re

from schemas.refusals import Malformed

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
HEADING_BYTES = 60
WESTERN = "windows-1252"
WORD = re.compile(r"[^\s,;|\"\'().]+")
ADVICE = "save it as UTF-8, or name its encoding in [files]"


UNLIKELY = re.compile(
    r"[£¤¥§©«¬¯±²³µ¶¹¼½¾][^\W\d_]|[^\W\d_][£¤¥§©«¬¯±²³µ¶¹¼½¾¡¿]"  # signs in a word
    r"|[a-zà-ÿ][ÀÁÂÃÄÅÆÇÈÉÊËŽŠŸŒƒ]|[A-Z][ŽŠŸŒƒ][a-z]"  # a capital among small letters
    r"|ø\w*[áéíóúý]|[áéíóúý]\w*ø|ì[a-z]|[a-z]þ"  # Czech and Turkish, read as something else
)


def decoded(content: bytes, told: str | None) -> str:
    """`told` is the encoding's name where the operator knows it. Raises Malformed."""
    name = told or _seen(content)
    try:
        text = content.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Malformed(f"line {line}: this is no {name}: {ADVICE}") from error
    if name == WESTERN and not told:
        _refuse_unlikely(text)
    return text


def _seen(content: bytes) -> str:
    for mark, name in MARKS.items():
        if content.startswith(mark):
            return name
    even, odd = (content[start:HEADING_BYTES:2].count(0) for start in (0, 1))
    if max(even, odd) > HEADING_BYTES // 4:  # every other byte of what is in English
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        content.decode()
    except UnicodeDecodeError:
        return WESTERN
    return "utf-8"


def _refuse_unlikely(text: str) -> None:
    """Other encodings of one byte a letter can be read as Windows-1252, too, but give no words."""
    for number, line in enumerate(text.splitlines(), 1):
        for word in WORD.findall(line):
            if not word.isascii() and not _likely(word):
                raise Malformed(f"line {number}: neither UTF-8 nor {WESTERN}: {ADVICE}")


def _likely(word: str) -> bool:
    """Western words have some letters with accents among plain ones, and no signs between them."""
    letters = [each for each in word if each.isalpha()]
    accented = [each for each in letters if not each.isascii()]
    many = len(letters) > 2 and len(accented) > (len(letters) + 1) // 2
    return not many and UNLIKELY.search(word) is None
