"""The command line behind `./stoa`."""

from deploy.cli import main

main()
