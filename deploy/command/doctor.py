"""`doctor`: one line per thing that can be wrong with an instance."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused


class Verdict(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What was examined, how it is, and what to do about it."""

    verdict: Verdict
    what: str
    remedy: str = ""


@dataclass(frozen=True)
class Patient:
    """What the examinations look at. `report` is the supervisor's, None when down."""

    layout: Layout
    instance: Instance
    report: dict[str, object] | None


Examination = Callable[[Patient], Iterator[Finding]]


def ok(what: str) -> Finding:
    return Finding(Verdict.OK, what)


def warn(what: str, remedy: str) -> Finding:
    return Finding(Verdict.WARN, what, remedy)


def fail(what: str, remedy: str) -> Finding:
    return Finding(Verdict.FAIL, what, remedy)


def examine(patient: Patient, examinations: tuple[Examination, ...]) -> Iterator[Finding]:
    """Every finding; an examination that cannot be made is itself one."""
    for examination in examinations:
        try:
            yield from examination(patient)
        except Refused as refused:
            yield fail(refused.reason, refused.remedy)
        except OSError as error:
            yield warn(f"could not look: {error}", "run doctor as the user of ./stoa up")
