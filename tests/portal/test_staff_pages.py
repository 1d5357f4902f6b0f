"""Roles, rules, the source, the audit: each page and action, for whom it is and for others."""

import re
from typing import Any

import pytest

from tests.harness.cluster import Database
from tests.harness.portal import Browser

ROLES, RULES, SYNC, AUDIT = "/admin/roles", "/admin/rules", "/admin/sync", "/admin/audit"
PAGES = (ROLES, RULES, SYNC, AUDIT, f"{SYNC}/1", "/admin/reports")
MODERATOR = {"person": "ada", "role": "moderator", "department": ""}
RULE = {
    "sender_department": "",
    "sender_role": "",
    "recipient_department": "",
    "recipient_role": "administrator",
    "verdict": "refuse",
}
ACTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    (f"{ROLES}/give", MODERATOR),
    (f"{ROLES}/take", MODERATOR),
    (RULES, RULE),
    (f"{RULES}/1/remove", {}),
    (SYNC, {"wanted": "new"}),
    ("/admin/people/ada/end-sessions", {}),
)
CHANGED = """
select (select count(*) from stoa.role where origin = 'portal'),
       (select count(*) from stoa.message_rule), (select count(*) from stoa.audit_entry),
       (select count(*) from jobs.procrastinate_jobs)
"""


@pytest.fixture
def engineering(database: Database) -> int:
    query = "select id from stoa.department where name = 'Engineering'"
    (number,) = database.execute(query).fetchone() or (0,)
    return int(number)


def give(database: Database, role: str, department: int | None = None) -> None:
    """To Ada, as the portal does."""
    database.execute(
        "insert into stoa.role (localpart, role, department_id, origin)"
        " values ('ada', %s, %s, 'portal')",
        [role, department],
    )


def jobs(database: Database) -> list[Any]:
    query = "select task_name, args from jobs.procrastinate_jobs where queue_name = 'directory'"
    return database.execute(query).fetchall()


# -- second persons ---------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_for_whoever_has_no_role(ada: Browser, stranger: Browser, path: str) -> None:
    assert ada.get(path).status_code == 403
    assert stranger.get(path).status_code == 302


@pytest.mark.parametrize(("path", "fields"), ACTIONS)
def test_no_action_is_for_whoever_has_no_role(
    ada: Browser, stranger: Browser, database: Database, path: str, fields: dict[str, str]
) -> None:
    before = database.execute(CHANGED).fetchall()
    refused = ada.send(path, "/account/", **fields)
    led_away = stranger.send(path, "/account/sign-in", **fields)

    assert refused.status_code == 403
    assert led_away.location == "/account/sign-in"
    assert before == database.execute(CHANGED).fetchall()


@pytest.mark.parametrize(("path", "fields"), ACTIONS)
def test_no_action_is_done_without_its_forms_token(
    margaret: Browser, database: Database, path: str, fields: dict[str, str]
) -> None:
    before = database.execute(CHANGED).fetchall()

    assert margaret.client.post(path, data=fields).status_code == 400
    assert before == database.execute(CHANGED).fetchall()


@pytest.mark.parametrize("path", [ROLES, RULES, SYNC, AUDIT, "/admin/health"])
def test_the_navigation_leads_to_what_one_may_open(
    ada: Browser, margaret: Browser, path: str
) -> None:
    assert f'href="{path}"' in margaret.get("/account/").text
    assert f'href="{path}"' not in ada.get("/account/").text


@pytest.mark.parametrize("role", ["publisher", "moderator", "agent", "auditor"])
def test_no_other_role_opens_an_administrators_page(
    ada: Browser, database: Database, role: str
) -> None:
    give(database, role)

    for path in (ROLES, RULES, SYNC, "/admin/health"):
        assert ada.get(path).status_code == 403
    assert ada.get(AUDIT).status_code == (200 if role == "auditor" else 403)


# -- roles ------------------------------------------------------------------------


def test_a_role_is_given_and_taken_on_the_persons_page(
    margaret: Browser, database: Database, engineering: int
) -> None:
    person, fields = (
        "/account/people/ada",
        {**MODERATOR, "department": engineering, "on_person": "y"},
    )
    given = margaret.send(f"{ROLES}/give", person, **fields)
    shown = margaret.get(given.location).text
    taken = margaret.send(f"{ROLES}/take", person, **fields)

    assert given.location == f"{person}?done=given"
    assert re.search(r"<h3>Moderator</h3><p>Engineering · given in the portal", shown)
    assert taken.location == f"{person}?done=taken"
    assert "given in the portal" not in margaret.get(taken.location).text
    assert 2 == len(database.execute("select from stoa.audit_entry").fetchall())


def test_the_page_of_roles_says_who_has_which_and_from_whom(margaret: Browser) -> None:
    margaret.send(f"{ROLES}/give", ROLES, **MODERATOR)
    everybody, moderators = margaret.get(ROLES).text, margaret.get(f"{ROLES}?role=moderator").text

    assert "<strong>Administrator</strong> everywhere · given by the source" in everybody
    assert "<strong>Moderator</strong> everywhere · given in the portal" in everybody
    assert "Margaret Hamilton</a>" not in moderators
    assert "Nobody has this role" in margaret.get(f"{ROLES}?role=agent").text
    assert re.search(r'<th scope="row">Read the audit</th>(<td>.*?</td>){4}<td>yes', everybody)


@pytest.mark.parametrize(
    ("action", "fields", "status", "reason"),
    [
        (
            "take",
            {"person": "margaret", "role": "administrator"},
            409,
            "The source gives this role",
        ),
        ("take", {}, 409, "There is no such role to take"),
        ("give", {"person": "nobody"}, 404, "There is nobody of that name"),
        ("give", {"department": "999999999"}, 404, "There is no such department"),
        (
            "give",
            {"role": "administrator", "department": "1"},
            422,
            "is not limited to departments",
        ),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(
    margaret: Browser, action: str, fields: dict[str, str], status: int, reason: str
) -> None:
    answer = margaret.send(f"{ROLES}/{action}", ROLES, **MODERATOR | fields)

    assert answer.status_code == status
    assert reason in answer.text
    assert f'value="{(MODERATOR | fields)["person"]}"' in answer.text


def test_the_last_administrator_stays_one(margaret: Browser, database: Database) -> None:
    """Margaret is one by the source, as if she were by the portal alone."""
    database.execute("update stoa.role set origin = 'portal' where localpart = 'margaret'")
    try:
        fields = {"person": "margaret", "role": "administrator", "department": ""}
        answer = margaret.send(f"{ROLES}/take", ROLES, **fields)
    finally:
        database.execute("update stoa.role set origin = 'source' where localpart = 'margaret'")

    assert answer.status_code == 409
    assert "Nobody else is an administrator" in answer.text


@pytest.mark.parametrize(
    "fields",
    [{"role": "user"}, {"role": "king"}, {"role": ""}, {"department": "x"}, {"person": "a\0"},
     {"department": str(2**63)}, {"person": ""}],
)  # fmt: skip
def test_a_form_that_cannot_be_meant_gives_nothing(
    margaret: Browser, database: Database, fields: dict[str, str]
) -> None:
    answer = margaret.send(f"{ROLES}/give", ROLES, **MODERATOR | fields)

    assert answer.status_code == 422
    assert [] == database.execute("select from stoa.role where origin = 'portal'").fetchall()


def test_whoever_is_signed_out_everywhere_has_no_session_any_more(
    ada: Browser, margaret: Browser, database: Database
) -> None:
    answer = margaret.send("/admin/people/ada/end-sessions", "/account/people/ada")

    assert answer.location == "/account/people/ada?done=ended"
    assert ada.get("/account/").status_code == 302
    assert ("directory.end_sessions", {"localpart": "ada"}) in jobs(database)


# -- rules ------------------------------------------------------------------------


def test_a_rule_is_made_told_in_words_and_removed(
    margaret: Browser, database: Database, engineering: int
) -> None:
    none = margaret.get(RULES).text
    made = margaret.send(RULES, RULES, **{**RULE, "sender_department": engineering})
    page = margaret.get(made.location).text
    (number,) = database.execute("select id from stoa.message_rule").fetchone() or (0,)
    removed = margaret.send(f"{RULES}/{number}/remove", RULES)

    assert "Everybody may write to everybody" in none
    words = "people of <strong>Engineering</strong> may not write to any <strong>administrator"
    assert words in re.sub(r"\s+", " ", page)
    assert removed.location == f"{RULES}?done=removed"
    assert [] == database.execute("select from stoa.message_rule").fetchall()


def test_a_second_rule_for_the_same_two_is_refused(margaret: Browser) -> None:
    margaret.send(RULES, RULES, **RULE)
    answer = margaret.send(RULES, RULES, **{**RULE, "verdict": "allow"})

    assert answer.status_code == 409
    assert "There is a rule for these two already" in answer.text


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"verdict": "perhaps"}, 422),
        ({"sender_role": "user"}, 422),
        ({"sender_department": "x"}, 422),
        ({"recipient_department": "999999999"}, 404),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(
    margaret: Browser, database: Database, wrong: dict[str, str], status: int
) -> None:
    assert margaret.send(RULES, RULES, **RULE | wrong).status_code == status
    assert [] == database.execute("select from stoa.message_rule").fetchall()


# -- the source -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "job"),
    [
        ("new", ("directory.sync", {"full": False, "asked_by": "margaret"})),
        ("full", ("directory.sync", {"full": True, "asked_by": "margaret"})),
        ("dry", ("directory.rehearse", {"asked_by": "margaret"})),
    ],
)
def test_reading_is_asked_for_and_nobody_waits(
    margaret: Browser, database: Database, wanted: str, job: tuple[str, dict[str, Any]]
) -> None:
    answer = margaret.send(SYNC, SYNC, wanted=wanted)

    assert answer.location == f"{SYNC}?asked={wanted}"
    assert [job] == jobs(database)
    asked = "select from stoa.audit_entry where action = 'synchronisation asked for'"
    assert 1 == len(database.execute(asked).fetchall())


def test_there_is_no_other_way_to_read(margaret: Browser, database: Database) -> None:
    assert margaret.send(SYNC, SYNC, wanted="everything").status_code == 422
    assert [] == jobs(database)


def a_run(database: Database, kind: str = "full", changes: int = 1) -> int:
    (number,) = database.execute(
        "insert into stoa.sync_run (kind, finished_at, changed, trouble, asked_by)"
        " values (%s, now(), %s, 'person 7 (<b>x</b>): has no name', 'margaret') returning id",
        [kind, changes],
    ).fetchone() or (0,)
    database.execute(
        "insert into stoa.sync_change (run_id, kind, subject, what, before, after)"
        " select %s, 'person', 'ada', 'title', 'Old ' || n, 'New ' || n"
        " from generate_series(1, %s) n",
        [number, changes],
    )
    return int(number)


def test_a_run_shows_who_changed_from_what_to_what_and_its_trouble(
    margaret: Browser, database: Database
) -> None:
    page = margaret.get(f"{SYNC}/{a_run(database)}").text

    assert "Ada Lovelace" in page
    assert "<del>Old 1</del>" in page
    assert "<ins>New 1</ins>" in page
    assert "person 7 (&lt;b&gt;x&lt;/b&gt;): has no name" in page
    assert "Nothing was changed" not in page


def test_a_dry_run_says_that_nothing_was_changed_and_is_not_the_last_reading(
    margaret: Browser, database: Database
) -> None:
    number = a_run(database, "dry run")

    assert "Nothing was changed" in margaret.get(f"{SYNC}/{number}").text
    assert "Dry run" in margaret.get(SYNC).text
    assert "People have not been read yet" in margaret.get("/admin/health").text


def test_what_a_run_changed_comes_page_by_page(margaret: Browser, database: Database) -> None:
    number = a_run(database, changes=101)
    first = margaret.get(f"{SYNC}/{number}").text
    (after,) = re.findall(rf'href="({SYNC}/{number}\?after=\d+)"', first)

    assert "New 101" not in first
    assert "New 101" in margaret.get(after).text
    assert "New 100<" not in margaret.get(after).text


def test_runs_come_page_by_page(
    margaret: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin.pages.sync.A_PAGE", 1)
    older, newer = a_run(database), a_run(database)

    assert f'href="{SYNC}/{older}"' not in margaret.get(SYNC).text
    assert f'href="{SYNC}/{older}"' in margaret.get(f"{SYNC}?before={newer}").text
    assert margaret.get(f"{SYNC}/{newer + 1}").status_code == 404


# -- the audit --------------------------------------------------------------------


def test_the_audit_tells_what_was_done_in_words(margaret: Browser, engineering: int) -> None:
    margaret.send(f"{ROLES}/give", ROLES, **{**MODERATOR, "department": engineering})
    page = re.sub(r"\s+", " ", margaret.get(AUDIT).text)

    assert "moderator in Engineering" in page
    assert "Signed in" in page
    assert "This site from 192.0.2.1" in page


def test_the_audit_is_filtered(ada: Browser, margaret: Browser) -> None:
    margaret.send(f"{ROLES}/give", ROLES, **MODERATOR)
    given = margaret.get(f"{AUDIT}?action=role+given").text
    of_grace = margaret.get(f"{AUDIT}?person=grace").text

    assert "Role given</td>" in given
    assert "Signed in</td>" not in given
    assert "Nothing found" in of_grace


def test_the_audit_comes_page_by_page(margaret: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin.pages.audit.A_PAGE", 1)
    margaret.send(f"{ROLES}/give", ROLES, **MODERATOR)
    first = margaret.get(AUDIT).text
    (older,) = re.findall(r'href="([^"]*before=[^"]*)"', first)

    assert "Role given</td>" in first
    assert "Signed in</td>" in margaret.get(older.replace("&amp;", "&")).text


@pytest.mark.parametrize(
    "query", ["before=x", "before=20261121T000000.000000Z_%00", "action=x", "person=%00"]
)
def test_a_question_to_the_audit_that_cannot_be_meant_is_refused(
    margaret: Browser, query: str
) -> None:
    assert margaret.get(f"{AUDIT}?{query}").status_code == 422


def test_an_auditor_of_a_department_sees_what_concerns_its_people(
    ada: Browser, margaret: Browser, database: Database, engineering: int
) -> None:
    give(database, "auditor", engineering)
    database.execute("insert into stoa.audit_entry (action, subject) values ('synchronised', '77')")
    own, all_of_it = ada.get(AUDIT).text, margaret.get(AUDIT).text

    assert "What the people of Engineering did" in own
    assert "Signed in</td>" in own
    assert "Synchronised</td>" not in own
    assert "Synchronised</td>" in all_of_it
    assert f"{SYNC}/77" not in own
