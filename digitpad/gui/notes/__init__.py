"""The window of the notes: a walk docks beside the pad, and what each step came to."""
