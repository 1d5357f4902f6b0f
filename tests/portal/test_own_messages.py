"""The page on which people put their messages together, and the file that only they fetch."""

from flask import Flask

from admin.settings import PortalSettings
from tests.harness.cluster import Database
from tests.harness.portal import Browser
from tests.harness.talk import Talk
from tests.portal.talking import ADA, TEA, talk

__all__ = ["talk"]

PAGE = "/account/messages"


def asked(database: Database) -> list[tuple[str, str | None]]:
    return database.execute(
        "select localpart, conversation from stoa.own_export order by id"
    ).fetchall()


def made(database: Database, settings: PortalSettings) -> str:
    """What the archive does; where the newest is."""
    (settings.exports / "made.zip").write_bytes(b"PK of Ada's messages")
    ((found,),) = database.execute(
        "update stoa.own_export set file = 'made.zip', size = 20, total = 2, done = 2,"
        " finished_at = now(), expires_at = now() + interval '7 days' returning id"
    ).fetchall()
    return f"{PAGE}/{found}/messages.zip"


def test_all_or_one_conversation_is_asked_for(
    ada: Browser, grace: Browser, talk: Talk, database: Database
) -> None:
    talk.room(TEA, ADA, name="Tea & cake")
    assert "Tea &amp; cake" in ada.get(PAGE).text
    answers = [
        ada.send(PAGE, PAGE, conversation=TEA),
        ada.send(PAGE, PAGE, conversation=""),
        grace.send(PAGE, PAGE),
    ]

    assert [f"{PAGE}?done={said}" for said in ("asked", "running", "asked")] == [
        answer.location for answer in answers
    ]
    assert [("ada", TEA), ("grace", None)] == asked(database)


def test_a_conversation_of_others_cannot_be_asked_for(
    ada: Browser, grace: Browser, talk: Talk, database: Database
) -> None:
    talk.room(TEA, ADA, name="Tea & cake")

    assert "Tea" not in grace.get(PAGE).text
    for address in (TEA, "x" * 9000, "'; --"):
        assert grace.send(PAGE, PAGE, conversation=address).status_code == 404
    assert [] == asked(database)


def test_how_far_it_is_can_be_seen(ada: Browser, database: Database) -> None:
    ada.send(PAGE, PAGE)
    waiting = ada.get(PAGE).text
    database.execute("update stoa.own_export set total = 4000, done = 1000")
    under_way = ada.get(PAGE).text

    assert "Waiting for its turn" in waiting
    assert "1,000 of 4,000 messages" in under_way
    assert 'hx-trigger="every 2s"' in under_way


def test_only_its_owner_fetches_it(
    ada: Browser,
    grace: Browser,
    stranger: Browser,
    database: Database,
    settings: PortalSettings,
) -> None:
    ada.send(PAGE, PAGE)
    path = made(database, settings)
    answer = ada.get(path)
    content = answer.data
    answer.close()

    assert b"PK of Ada's messages" == content
    assert "attachment; filename=messages-" in answer.headers["Content-Disposition"]
    assert "private" in answer.headers["Cache-Control"] or "no-" in answer.headers["Cache-Control"]
    assert path in ada.get(PAGE).text
    assert grace.get(path).status_code == 404
    assert path not in grace.get(PAGE).text
    assert stranger.get(path).status_code == 302


def test_what_is_over_or_removed_cannot_be_fetched(
    ada: Browser, database: Database, settings: PortalSettings
) -> None:
    ada.send(PAGE, PAGE)
    path = made(database, settings)
    database.execute("update stoa.own_export set expires_at = now()")
    over = ada.get(path)
    ada.send(PAGE, PAGE)
    (removed,) = database.execute("select max(id) from stoa.own_export").fetchone() or (0,)
    answer = ada.send(f"{PAGE}/{removed}/remove", PAGE)

    assert 404 == over.status_code
    assert f"{PAGE}?done=removed" == answer.location
    assert 404 == ada.get(f"{PAGE}/{removed}/messages.zip").status_code
    assert 404 == ada.send(f"{PAGE}/{removed}/remove", PAGE).status_code


def test_nobody_removes_another_s(ada: Browser, grace: Browser, database: Database) -> None:
    ada.send(PAGE, PAGE)
    (export,) = database.execute("select id from stoa.own_export").fetchone() or (0,)

    assert 404 == grace.send(f"{PAGE}/{export}/remove", PAGE).status_code
    assert "Waiting" in ada.get(PAGE).text


def test_asking_is_for_the_audit(app: Flask, ada: Browser, database: Database) -> None:
    ada.send(PAGE, PAGE)

    rows = database.execute("select action from stoa.audit_entry where actor = 'ada'").fetchall()
    assert [("own messages exported",)] == rows
