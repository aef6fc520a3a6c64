"""What went wrong and what is wrong: the log, the report of what nobody expected, and checks of all that is stored."""
