"""The command line behind `./stoa`."""

from deploy.command.cli import main

main()
