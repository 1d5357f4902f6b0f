"""A profile as clients read it (vcard-temp, XEP-0054 v1.3)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from components.directory.wanted import Profile
from schemas.xmpp.namespaces import VCARD

EMPTY = f"<vCard xmlns='{VCARD}'/>"


def vcard(profile: Profile, organisation: str) -> str:
    """Without the picture, which the server adds."""
    card = Element("vCard", xmlns=VCARD)
    given, _, family = profile.name.rpartition(" ")
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


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
