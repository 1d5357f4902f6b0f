"""A profile as clients read it: vcard-temp (XEP-0054 v1.3), vCard4 (XEP-0292 v0.12.0, RFC 6351)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from components.directory.wanted import Profile
from schemas.xmpp.namespaces import VCARD, VCARD4

EMPTY = f"<vCard xmlns='{VCARD}'/>"


def vcard(profile: Profile, organisation: str) -> str:
    """Without the picture, which the server adds."""
    card = Element("vCard", xmlns=VCARD)
    given, family = _names(profile)
    _add(card, "FN", profile.name)
    _add(SubElement(card, "N"), "FAMILY", family)
    _add(card[-1], "GIVEN", given)
    if profile.title:
        _add(card, "TITLE", profile.title)
    if profile.email:
        email = SubElement(card, "EMAIL")
        _add(email, "INTERNET", "")
        _add(email, "USERID", profile.email)
    if profile.departments:
        _add(SubElement(card, "ORG"), "ORGNAME", organisation)
        for name in profile.departments:
            _add(card[-1], "ORGUNIT", name)
    return tostring(card, encoding="unicode")


def vcard4(profile: Profile, organisation: str) -> str:
    """Pictures are avatars (XEP-0084) beside it."""
    card = Element("vcard", xmlns=VCARD4)
    given, family = _names(profile)
    _add(SubElement(card, "fn"), "text", profile.name)
    name = SubElement(card, "n")
    for part in ("surname", "given", "additional", "prefix", "suffix"):
        _add(name, part, {"surname": family, "given": given}.get(part, ""))
    if profile.title:
        _add(SubElement(card, "title"), "text", profile.title)
    if profile.email:
        _add(SubElement(card, "email"), "text", profile.email)
    if profile.departments:
        units = SubElement(card, "org")
        for unit in (organisation, *profile.departments):
            _add(units, "text", unit)
    return tostring(card, encoding="unicode")


def _names(profile: Profile) -> tuple[str, str]:
    """Given and family name; sources have them in one."""
    given, _, family = profile.name.rpartition(" ")
    return given, family


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
