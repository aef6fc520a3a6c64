"""Reading the pad on the recognition thread, and all that shows the answer."""
