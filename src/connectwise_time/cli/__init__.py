"""The command `connectwise-time`: the one place that reads the environment, prints and exits."""

from connectwise_time.cli.command import main

__all__ = ["main"]
