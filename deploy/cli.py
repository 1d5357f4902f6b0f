"""The commands of `./stoa`."""

import sys
from typing import Annotated

import typer

from deploy.instance import Wishes
from deploy.lifecycle import Lifecycle
from deploy.refusal import Refused
from deploy.screen import Screen
from deploy.settings import Settings

app = typer.Typer(
    help="Stoa: an organisation's own place to talk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]


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
) -> None:
    """Start the server and keep it running."""
    wishes = Wishes(domain, port_base, listen, cert, key, no_demo)
    arguments = [each for each in sys.argv[2:] if each != "--detach"]
    raise typer.Exit(_lifecycle().up(wishes, detach=detach, arguments=arguments))


@app.command()
def down() -> None:
    """Stop it; returns when nothing of it is left."""
    raise typer.Exit(_lifecycle().down())


@app.command()
def status(*, as_json: Json = False) -> None:
    """Show each part's state; exit code 0 only when all is healthy."""
    report = _lifecycle().status()
    screen = Screen()
    screen.json(report) if as_json else screen.status(report)
    raise typer.Exit(0 if report["state"] == "healthy" else 1)


@app.command()
def restart(part: str) -> None:
    """End one part in order and start it again."""
    Screen().tell(_lifecycle().restart(part))


def _lifecycle() -> Lifecycle:
    return Lifecycle(Settings().layout(), Screen())
