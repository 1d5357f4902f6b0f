"""What every component process shares; knows no component."""
