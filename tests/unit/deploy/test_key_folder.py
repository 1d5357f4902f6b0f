"""The folder of the ledger's keys: made for the archive alone, and `doctor` looks whether it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from deploy.command import examine_instance
from deploy.command.doctor import Patient, Verdict
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.users import Account, Accounts, accounts
from deploy.servers import component


@pytest.fixture
def me() -> Accounts:
    mine = accounts().supervisor
    return Accounts(mine, mine, mine, mine, mine, mine, mine, mine, mine, privileged=False)


@pytest.fixture
def patient(tmp_path: Path, me: Accounts, monkeypatch: pytest.MonkeyPatch) -> Patient:
    monkeypatch.setattr(examine_instance, "accounts", lambda: me)
    return Patient(Layout(tmp_path, tmp_path, tmp_path), Instance(), None)


def verdicts(patient: Patient) -> list[Verdict]:
    return [finding.verdict for finding in examine_instance.keys(patient)]


def test_the_folder_is_its_owners_alone(patient: Patient, me: Accounts) -> None:
    before = verdicts(patient)
    component.prepare(patient.layout, me)

    assert [Verdict.WARN] == before
    assert [Verdict.OK] == verdicts(patient)


def test_a_folder_that_others_enter_is_found_and_mended(patient: Patient, me: Accounts) -> None:
    component.prepare(patient.layout, me)
    patient.layout.keys.chmod(0o750)
    found = verdicts(patient)
    component.prepare(patient.layout, me)

    assert [Verdict.FAIL] == found
    assert [Verdict.OK] == verdicts(patient)


def test_a_folder_of_somebody_else_is_found(
    patient: Patient, me: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    component.prepare(patient.layout, me)
    other = replace(me, components=Account("other", me.supervisor.uid + 1, me.supervisor.gid))
    monkeypatch.setattr(examine_instance, "accounts", lambda: other)

    assert [Verdict.FAIL] == verdicts(patient)
