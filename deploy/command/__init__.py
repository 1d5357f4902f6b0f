"""The command line: what the operator asks and is shown."""
