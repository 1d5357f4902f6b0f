"""How languages write days and numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Forms:
    months: tuple[str, ...]
    thousands: str
    after_day: str = ""


def _months(said: str) -> tuple[str, ...]:
    return tuple(said.split())


FORMS = {
    "en": Forms(_months("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"), ","),
    "de": Forms(_months("Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez."), ".", "."),
    "fr": Forms(
        _months("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."), "\u202f"
    ),
    "es": Forms(_months("ene feb mar abr may jun jul ago sept oct nov dic"), "."),
}
