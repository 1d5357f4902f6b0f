"""How loud a sound is over its length."""

from __future__ import annotations

import math
from array import array
from itertools import pairwise

from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

RATE_HZ = 4000
STEP_SAMPLES = 80
"""Loudness is measured fifty times a second."""
VALUES = 64
LOUDEST = 255


class Waveform:
    def __init__(self, longest_ms: int) -> None:
        self._most_samples = longest_ms * RATE_HZ // 1000
        self._resampler = AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
        self._waiting = array("h")
        self._steps: list[float] = []
        self._samples = 0

    def add(self, frame: AudioFrame) -> bool:
        """Whether there may be more."""
        frame.pts = None
        for resampled in self._resampler.resample(frame):
            size = resampled.samples * self._waiting.itemsize
            self._waiting.frombytes(bytes(resampled.planes[0])[:size])
            self._samples += resampled.samples
        self._measure()
        return self._samples <= self._most_samples

    @property
    def duration_ms(self) -> int:
        return round(self._samples * 1000 / RATE_HZ)

    def values(self) -> bytes | None:
        """64, the loudest 255; None where there is no sound at all."""
        steps = self._steps or [_loudness(self._waiting)]
        borders = [i * len(steps) // VALUES for i in range(VALUES + 1)]
        loud = [max(steps[a : max(b, a + 1)]) for a, b in pairwise(borders)]
        most = max(loud)
        return bytes(round(LOUDEST * value / most) for value in loud) if most else None

    def _measure(self) -> None:
        whole = len(self._waiting) - len(self._waiting) % STEP_SAMPLES
        for start in range(0, whole, STEP_SAMPLES):
            self._steps.append(_loudness(self._waiting[start : start + STEP_SAMPLES]))
        del self._waiting[:whole]


def _loudness(samples: array[int]) -> float:
    return math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))
