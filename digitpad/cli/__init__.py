"""The command line: ``digitpad COMMAND``. Its output is stable, because others script against it."""
