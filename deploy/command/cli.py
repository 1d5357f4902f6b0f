"""The commands of `./stoa`."""

import sys
from typing import Annotated

import typer

from deploy.command import doctor as examining
from deploy.command import examine_host, examine_instance, ledger, reading_logs, suite
from deploy.command import people as directory
from deploy.command.lifecycle import Lifecycle
from deploy.command.screen import Screen
from deploy.instance.instance import Instance, Wishes, load
from deploy.instance.refusal import Refused
from deploy.instance.settings import Settings
from deploy.servers import demo as demo_organisation

app = typer.Typer(
    help="Stoa: an organisation's own place to talk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
people = typer.Typer(help="People and where they come from.", no_args_is_help=True)
app.add_typer(people, name="people")
app.add_typer(ledger.app, name="ledger")


def main() -> None:
    """Runs one command; a refusal is two lines on standard error and exit code 1."""
    try:
        app(prog_name="./stoa")
    except Refused as refused:
        Screen().refusal(refused)
        sys.exit(1)


@app.command()
def up(
    *,
    detach: Annotated[bool, typer.Option(help="Return when it is healthy.")] = False,
    port_base: Annotated[int | None, typer.Option(help="Ports N, N+1, ... .")] = None,
    domain: Annotated[str | None, typer.Option(help="Fixed at first start.")] = None,
    listen: Annotated[str | None, typer.Option(help="Address for clients.")] = None,
    cert: Annotated[str | None, typer.Option(help="Certificate chain (PEM).")] = None,
    key: Annotated[str | None, typer.Option(help="Its key (PEM).")] = None,
    no_demo: Annotated[bool, typer.Option("--no-demo", help="No demo people.")] = False,
    no_sign_ins: Annotated[bool, typer.Option("--no-sign-ins", hidden=True)] = False,
) -> None:
    """Start the server and keep it running."""
    whole = Settings().whole
    wishes = Wishes(domain, port_base, listen, whole(cert), whole(key), no_demo)
    raise typer.Exit(_lifecycle().up(wishes, detach=detach, show_sign_ins=not no_sign_ins))


@app.command()
def down() -> None:
    """Stop it; returns when nothing of it is left."""
    raise typer.Exit(_lifecycle().down())


@app.command()
def status(*, as_json: Json = False) -> None:
    """Show each part's state."""
    report = _lifecycle().status()
    screen = Screen()
    screen.json(report) if as_json else screen.status(report)


@app.command()
def restart(part: str) -> None:
    """End one part in order and start it again."""
    Screen().tell(_lifecycle().restart(part))


@app.command()
def logs(
    part: Annotated[str | None, typer.Argument(help="One part; all without.")] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on.")] = False,
) -> None:
    """Show what the parts wrote last."""
    chosen = reading_logs.choose(Settings().layout().log, part)
    screen = Screen()
    for line in reading_logs.recent(chosen, 40 if part else 12):
        screen.tell(line)
    for line in reading_logs.follow(chosen) if follow else ():
        screen.tell(line)


@app.command()
def doctor() -> None:
    """Examine the instance; exit code 1 when something must be mended."""
    layout = Settings().layout()
    report = _lifecycle().status()
    instance = load(layout.etc / "instance.json") or Instance()
    running = report if report["state"] != "stopped" else None
    patient = examining.Patient(layout, instance, running)
    every = (*examine_host.EXAMINATIONS, *examine_instance.EXAMINATIONS)
    findings = list(examining.examine(patient, every))
    Screen().findings(findings)
    raise typer.Exit(any(each.verdict is examining.Verdict.FAIL for each in findings))


@app.command()
def demo(*, as_json: Json = False) -> None:
    """Show the addresses and the demo people's sign-ins."""
    layout = Settings().layout()
    known = load(layout.etc / "instance.json")
    instance = demo_organisation.refuse_without_demo(known)
    screen = Screen()
    if as_json:
        screen.json(demo_organisation.as_json(layout, instance))
    else:
        screen.greeting(layout, instance)
        people = demo_organisation.sign_ins(layout, instance)
        screen.sign_ins(people, len(people))


@people.command("check")
def check_people() -> None:
    """Compare the mapping with the source; exit code 1 when something lacks."""
    complaints = directory.ask(Settings().layout(), "check")["complaints"]
    for complaint in complaints or ["the source has all that the mapping names"]:
        Screen().tell(complaint)
    raise typer.Exit(bool(complaints))


@people.command("sync")
def synchronise_people(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the changes.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Read everybody anew.")] = False,
    as_json: Json = False,
) -> None:
    """Bring people to what their source says, now."""
    wish = "dry-run" if dry_run else "sync-fully" if full else "sync"
    answer = directory.ask(Settings().layout(), wish)
    screen = Screen()
    if as_json:
        screen.json(answer)
    for line in () if as_json else directory.lines(answer, dry=dry_run):
        screen.tell(line)


@app.command("test")
def run_tests(
    layers: Annotated[
        list[str] | None, typer.Argument(help="Layers, then -- and pytest's options.")
    ] = None,
) -> None:
    """Run the tests, fast layers first."""
    wanted, options = _split(layers or [])
    code = suite.test(Settings().layout().checkout, Screen(), wanted, options)
    raise typer.Exit(code)


@app.command()
def check() -> None:
    """Run linters, types and import rules."""
    raise typer.Exit(suite.check(Settings().layout().checkout, Screen()))


@app.command(context_settings={"ignore_unknown_options": True})
def bench(
    name: str,
    options: Annotated[list[str] | None, typer.Argument(help="Such as --json.")] = None,
) -> None:
    """Run one benchmark."""
    checkout = Settings().layout().checkout
    raise typer.Exit(suite.bench(checkout, name, options or []))


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Layers, and what follows `--`."""
    if "--" not in sys.argv:
        return words, []
    count = len(sys.argv) - sys.argv.index("--") - 1
    return words[: len(words) - count], words[len(words) - count :]


def _lifecycle() -> Lifecycle:
    return Lifecycle(Settings().layout(), Screen())
