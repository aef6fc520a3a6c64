"""Named models in the user folder, keeping what a run came to, run records, scores of every model, export."""
