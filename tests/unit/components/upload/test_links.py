"""Links to shared files, and what is read as one."""

import re
from uuid import UUID

import pytest

from components.runtime.file_links import CanonicalLinks, Edit, edited, moved
from components.upload.links import Fetching, Links, Putting
from schemas.refusals import NotAllowed

ORIGIN, DOMAIN = "http://localhost:8080", "stoa.localhost"
PLAN = UUID("9b2e7c1a-8f00-4d5e-9a55-0a1b2c3d4e5f")
ADA, GRACE = f"ada@{DOMAIN}", f"grace@{DOMAIN}"
LINKS = Links(ORIGIN, DOMAIN, "key")
OWN = LINKS.personal(PLAN, "plan.txt", ADA)
PATH = OWN.removeprefix(ORIGIN)
CANONICAL = f"https://upload.{DOMAIN}/{PLAN}/plan.txt"


def test_a_persons_link_names_the_file_and_them() -> None:
    assert Fetching(PLAN, ADA) == LINKS.parse(PATH)


def test_a_persons_link_is_always_the_same_and_nobody_elses() -> None:
    assert LINKS.personal(PLAN, "plan.txt", ADA) == OWN
    assert LINKS.personal(PLAN, "plan.txt", GRACE) != OWN


def test_a_slots_link_is_for_putting_alone() -> None:
    link = LINKS.put(PLAN, "plan.txt").removeprefix(ORIGIN)

    assert Putting(PLAN) == LINKS.parse(link)


@pytest.mark.parametrize("localpart", ["ä", "put", "a.b", "日本", "x" * 1000])
def test_everybody_has_a_link(localpart: str) -> None:
    link = LINKS.personal(PLAN, "a", f"{localpart}@{DOMAIN}").removeprefix(ORIGIN)

    assert Fetching(PLAN, f"{localpart}@{DOMAIN}") == LINKS.parse(link)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/files/",
        PATH + "/more",
        PATH.removesuffix("/plan.txt"),
        PATH.replace("plan.txt", ""),
        PATH.replace(str(PLAN), str(PLAN).upper()),
        PATH.replace("-", "%2D"),
        PATH.replace("/files/", "//files/"),
        PATH.replace("/files/", "/files/../files/"),
        PATH.replace(".", "%2E", 1),
        PATH.replace("YWRh", "YWRi"),
        PATH.replace("YWRh", "Z3JhY2U"),
        PATH.replace("YWRh", "YWRh="),
        PATH.replace("YWRh", "put"),
        PATH.replace("YWRh", "_w"),
        PATH.replace("9b2e7c1a", "9b2e7c1b"),
        re.sub(r"\.[^/]+/", "." + "A" * 22 + "/", PATH),
        re.sub(r"\.[^/]+/", "./", PATH),
        Links(ORIGIN, DOMAIN, "another").personal(PLAN, "a", ADA).removeprefix(ORIGIN),
        Links(ORIGIN, "elsewhere", "key").personal(PLAN, "a", "ada@elsewhere").removeprefix(ORIGIN),
    ],
)
def test_whatever_else_is_no_link(path: str) -> None:
    with pytest.raises(NotAllowed):
        LINKS.parse(path)


def test_a_mac_has_one_spelling() -> None:
    """Its last character carries four bits that mean nothing."""
    last = OWN.split("/")[5][-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = [PATH.replace(f"{last}/plan", f"{each}/plan") for each in alphabet if each != last]

    for each in others:
        with pytest.raises(NotAllowed):
            LINKS.parse(each)


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("a b.txt", "a%20b.txt"),
        ("../x", "..%2Fx"),
        ("..", "file"),
        ("ä", "%C3%A4"),
        ("?#", "%3F%23"),
    ],
)
def test_a_name_is_one_segment_and_no_way_elsewhere(name: str, segment: str) -> None:
    assert LINKS.personal(PLAN, name, ADA).endswith(f"/{segment}")
    assert LINKS.canonical.make(PLAN, name).endswith(f"/{segment}")


@pytest.mark.parametrize(
    "text",
    ["{}", "see {}.", "({})", "two: {} {}", "„{}“", "画像{}", "*{}*", "<{}>", '"{}"', "a\n{}\tb"],
)
def test_a_link_by_itself_becomes_its_readers(text: str) -> None:
    assert text.replace("{}", OWN) == LINKS.personalised(text.replace("{}", CANONICAL), ADA)


@pytest.mark.parametrize(
    "text",
    [
        "https://elsewhere.example/?to={}",
        "https://elsewhere.example/({}",
        "https://elsewhere.example/?*{}",
        "elsewhere.example/#{}",
        "例え。テスト/{}",
        "例え。{}",
        "例え\uff0f{}",
        "x{}",
        "javascript:{}",
    ],
)
def test_a_link_inside_of_another_address_stays_nobodys(text: str) -> None:
    assert text.format(CANONICAL) == LINKS.personalised(text.format(CANONICAL), ADA)


def test_a_text_names_its_files() -> None:
    links = CanonicalLinks(DOMAIN)
    found = links.within(f"({CANONICAL}), and {links.make(PLAN, 'ä (1).txt')}.")

    assert [(PLAN, "plan.txt"), (PLAN, "ä (1).txt")] == [(each.file, each.name) for each in found]


@pytest.mark.parametrize(
    "url",
    [
        CANONICAL.replace("https", "http"),
        CANONICAL.replace(DOMAIN, "elsewhere"),
        CANONICAL.replace(str(PLAN), str(PLAN).upper()),
        CANONICAL.replace("-4", "-1"),
        f"https://upload.{DOMAIN}/{PLAN}/",
        f"{CANONICAL} ",
        OWN,
    ],
)
def test_another_address_is_no_file_of_ours(url: str) -> None:
    assert CanonicalLinks(DOMAIN).one(url) is None


def test_places_in_a_text_follow_what_is_changed_before_them() -> None:
    edits = [Edit(2, 4, "xyz"), Edit(6, 7, "")]

    assert "abxyzefh" == edited("abcdefgh", edits)
    assert [0, 2, 5, 5, 6, 7, 7, 8] == [moved(place, edits) for place in (0, 2, 3, 4, 5, 6, 7, 8)]
