"""The server's version: older ones let users sign in as others."""

from pathlib import Path

import pytest

from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.servers.erlang import Erlang


def tree_with(home: Path, version: str) -> Erlang:
    ebin = home / "tree/usr/lib/x86_64-linux-gnu/ejabberd-1/ebin"
    ebin.mkdir(parents=True)
    (home / "tree/usr/lib/erlang/erts-15/bin").mkdir(parents=True)
    text = f'{{application, ejabberd, [{{description, "x"}}, {{vsn, "{version}"}}]}}.'
    (ebin / "ejabberd.app").write_text(text)
    return Erlang(Layout(home, home / "tree", home))


@pytest.mark.parametrize("version", ["26.7.0", "26.07", "26.10.1", "27.1.0"])
def test_a_sound_ejabberd_is_accepted(tmp_path: Path, version: str) -> None:
    tree_with(tmp_path, version).refuse_old_ejabberd()


@pytest.mark.parametrize("version", ["23.1.0", "24.12.0", "25.10.0", "26.4.0"])
def test_an_older_ejabberd_is_refused_with_the_reason(tmp_path: Path, version: str) -> None:
    with pytest.raises(Refused, match="lets any user sign in as any other"):
        tree_with(tmp_path, version).refuse_old_ejabberd()


def test_an_ejabberd_without_a_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="names no version"):
        tree_with(tmp_path, "unknown").refuse_old_ejabberd()
