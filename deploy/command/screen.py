"""What is shown on the terminal."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from deploy.command.doctor import Finding, Verdict
from deploy.instance import web
from deploy.instance.instance import Instance
from deploy.instance.layout import Layout
from deploy.instance.refusal import Refused
from deploy.instance.tls import service_records
from deploy.servers.demo import SignIn

GOOD = {"healthy", "running", "ok"}
STYLES = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.FAIL: "red"}
LAST_LINES = 15
PROGRESS = re.compile("preparing|[a-z]+ (starting|running|stopping|stopped|backing-off|ended .*)")


class Screen:
    """Plain sentences on standard output, complaints on standard error."""

    def __init__(self) -> None:
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)

    def tell(self, text: str) -> None:
        self.out.print(text, markup=False)

    def json(self, value: object) -> None:
        self.tell(json.dumps(value, indent=2))

    def refusal(self, refused: Refused) -> None:
        self.err.print(refused.reason, style="red", markup=False)
        if refused.remedy:
            self.err.print(refused.remedy, markup=False)

    def failure(self, layout: Layout, failing: str) -> None:
        """The part that did not start, and the end of its log."""
        self.err.print(failing, style="red", markup=False)
        log = layout.log / f"{failing.partition(':')[0]}.log"
        for line in last_lines(log, LAST_LINES):
            self.err.print(f"  {line}", markup=False)
        self.err.print(f"the whole log: {log}", markup=False)

    def complaint(self, log: Path, after: int) -> None:
        """What the supervisor said before it gave up, from a position in its log."""
        with log.open("rb") as file:
            file.seek(after)
            said = file.read().decode(errors="replace").splitlines()
        for line in said:
            if not PROGRESS.fullmatch(line):
                self.err.print(line, markup=False)

    def status(self, report: dict[str, Any]) -> None:
        self.out.print(f"[bold]{report['state']}[/]")
        names = ("part", "state", "pid", "since", "restarts")
        table = Table(*(Column(name, no_wrap=True) for name in names), "health", box=None)
        if any(part["last_end"] for part in report["parts"].values()):
            table.add_column("last end")
        for name, part in report["parts"].items():
            health = part["health"] or part["state"]
            style = "green" if health in GOOD else "yellow"
            since = part["since"][:19].replace("T", " ")
            pid, restarts = str(part["pid"] or ""), str(part["restarts"])
            cells = [name, part["state"], pid, since, restarts, health]
            cells += [part["last_end"]] if len(table.columns) > len(cells) else []
            table.add_row(*cells, style=style)
        self.out.print(table)

    def findings(self, findings: Iterable[Finding]) -> None:
        for each in findings:
            self.out.print(f"[{STYLES[each.verdict]}]{each.verdict:<5}[/]", end="")
            self.tell(f"{each.what}{' - ' if each.remedy else ''}{each.remedy}")

    def greeting(self, layout: Layout, instance: Instance) -> None:
        """Addresses, and how to stop."""
        for line in greeting(instance, layout.tls / "authority.pem"):
            self.tell(line)

    def sign_ins(self, people: Sequence[SignIn], most: int) -> None:
        """How so many of the demo people sign in, and where the others are."""
        if not people:
            return
        self.tell("Portal: user name and CMS password. XMPP: the address and app password.")
        heading = ("user name", "CMS password", "XMPP address", "app password", "")
        rows = [heading, *map(_sign_in, people[:most])]
        for row in rows:
            widths = (max(len(other[i]) for other in rows) for i in range(len(row)))
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.tell(f"  {'  '.join(cells)}".rstrip())
        if len(people) > most:
            self.tell(f"All {len(people)} people: ./stoa demo")


def _sign_in(each: SignIn) -> tuple[str, str, str, str, str]:
    name = f"{each.name} (administrator)" if each.administrator else each.name
    return each.user_name, each.cms_password, each.jid, each.password, name


def greeting(instance: Instance, authority: Path) -> list[str]:
    ports, where = instance.ports, instance.listen
    return [
        f"Stoa runs for {instance.domain}: {web.origin(instance)}",
        f"XMPP clients: {where} port {ports['client']} (STARTTLS), {ports['client_tls']} (TLS)",
        *_certificate(instance, authority),
        *_names(instance),
        f"Stop: ./stoa down{' · Everybody who can sign in: ./stoa demo' if instance.demo else ''}",
    ]


def _certificate(instance: Instance, authority: Path) -> list[str]:
    if instance.certificate:
        return []
    if instance.local:
        return [f"Certificate: trust {authority}"]
    return [
        "WARNING: the certificate is of our own authority: every client refuses it until it "
        f"trusts {authority}. Give one that all trust: --cert FILE --key FILE"
    ]


def _names(instance: Instance) -> list[str]:
    """What to publish for a domain that others look up."""
    if instance.local:
        return []
    return ["Publish in DNS:", *(f"  {record}" for record in service_records(instance))]


def last_lines(path: Path, count: int) -> list[str]:
    """The end of a log; nothing when there is none."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 200 * count))
        return file.read().decode(errors="replace").splitlines()[-count:]
