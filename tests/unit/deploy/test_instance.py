"""An instance's decisions: what is kept, what may change, what is refused."""

import pwd
from os import geteuid
from pathlib import Path

import pytest

from deploy.instance.instance import Instance, Wishes, decide, load, save
from deploy.instance.refusal import Refused
from deploy.instance.settings import Settings
from deploy.instance.users import Account

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104  nothing is bound


@pytest.fixture
def me() -> Account:
    entry = pwd.getpwuid(geteuid())
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def test_the_first_start_without_options_is_a_demo_on_loopback() -> None:
    assert decide(None, Wishes()) == Instance("localhost", None, "127.0.0.1", demo=True)


def test_a_later_start_keeps_what_was_decided() -> None:
    known = Instance("example.org", 22000, "192.0.2.1", demo=False)

    assert decide(known, Wishes()) == known


def test_another_domain_is_refused_after_the_first_start() -> None:
    with pytest.raises(Refused, match="stays so"):
        decide(Instance(), Wishes(domain="example.org", no_demo=True))


def test_the_same_domain_may_be_given_again_in_any_case() -> None:
    known = Instance("example.org", demo=False)

    assert decide(known, Wishes(domain="Example.ORG")) == known


def test_port_base_and_address_may_change() -> None:
    known = Instance("example.org", 22000, demo=False)

    changed = decide(known, Wishes(port_base=23000, listen=EVERY_ADDRESS))

    assert (changed.port_base, changed.listen) == (23000, EVERY_ADDRESS)


@pytest.mark.parametrize("name", ["", "a b", "-a.org", "a..org", "a" * 64, "ä.org", "a_b", "a/b"])
def test_what_is_no_domain_name_is_refused(name: str) -> None:
    wishes = Wishes(domain=name or ".", no_demo=True)

    with pytest.raises(Refused, match="not a domain name"):
        decide(None, wishes)


@pytest.mark.parametrize("listen", ["localhost", "256.1.1.1", "example.org", "127.1"])
def test_what_is_no_address_is_refused(listen: str) -> None:
    with pytest.raises(Refused, match="not an IP address"):
        decide(None, Wishes(listen=listen))


@pytest.mark.parametrize("wishes", [Wishes(listen=EVERY_ADDRESS), Wishes(domain="example.org")])
def test_the_demo_is_refused_where_others_could_reach_it(wishes: Wishes) -> None:
    with pytest.raises(Refused, match="demo") as refused:
        decide(None, wishes)

    assert "--no-demo" in refused.value.remedy


def test_demo_people_of_earlier_are_refused_on_an_open_address() -> None:
    wishes = Wishes(listen=EVERY_ADDRESS, no_demo=True)

    with pytest.raises(Refused, match="already has the demo people"):
        decide(Instance(), wishes, has_demo_accounts=True)


def test_who_wants_a_real_domain_after_the_demo_is_told_how() -> None:
    with pytest.raises(Refused) as refused:
        decide(Instance(), Wishes(domain="example.org"), has_demo_accounts=True)

    assert "STOA_HOME=/srv/stoa/live ./stoa up --no-demo" in refused.value.remedy
    assert "--domain example.org" in refused.value.remedy


def test_an_open_address_after_the_demo_is_not_answered_with_advice_that_fails() -> None:
    with pytest.raises(Refused) as refused:
        decide(Instance(), Wishes(listen=EVERY_ADDRESS), has_demo_accounts=True)

    assert "STOA_HOME=" in refused.value.remedy


def test_without_demo_people_the_open_address_is_allowed() -> None:
    wanted = decide(None, Wishes(domain="example.org", listen="::", no_demo=True))

    assert (wanted.listen, wanted.demo, wanted.loopback) == ("::", False, False)


@pytest.mark.parametrize("domain", ["localhost", "stoa.localhost"])
def test_names_that_mean_this_machine_may_have_the_demo(domain: str) -> None:
    assert decide(None, Wishes(domain=domain)).demo


@pytest.mark.parametrize("wishes", [Wishes(certificate="/c.pem"), Wishes(key="/k.pem")])
def test_a_certificate_without_its_key_is_refused(wishes: Wishes) -> None:
    with pytest.raises(Refused, match="needs its key"):
        decide(None, wishes)


def test_a_certificate_given_by_a_relative_path_is_refused() -> None:
    with pytest.raises(Refused, match="not a whole path"):
        decide(None, Wishes(certificate="c.pem", key="/k.pem"))


@pytest.mark.parametrize(
    ("given", "meant"),
    [("c.pem", "/home/ada/c.pem"), ("../c.pem", "/home/ada/../c.pem"), ("/c.pem", "/c.pem")],
)
def test_a_path_of_the_command_line_begins_where_it_was_called(given: str, meant: str) -> None:
    settings = Settings(called_from=Path("/home/ada"))

    assert (settings.whole(given), settings.whole(None)) == (meant, None)


def test_what_was_saved_is_loaded(tmp_path: Path, me: Account) -> None:
    instance = Instance("example.org", 22000, EVERY_ADDRESS, False, "/c.pem", "/k.pem")

    save(tmp_path / "instance.json", instance, me)

    assert load(tmp_path / "instance.json") == instance


@pytest.mark.parametrize("content", ["", "{", "[]", '{"nonsense": 1}'])
def test_a_damaged_file_is_refused_rather_than_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "instance.json"
    path.write_text(content)

    with pytest.raises(Refused, match="damaged"):
        load(path)


def test_wishes_survive_as_a_command_line() -> None:
    wishes = Wishes("example.org", 22000, "::", "/c.pem", "/k.pem", no_demo=True)

    assert wishes.arguments() == [
        *("--domain", "example.org", "--port-base", "22000", "--listen", "::"),
        *("--cert", "/c.pem", "--key", "/k.pem", "--no-demo"),
    ]
