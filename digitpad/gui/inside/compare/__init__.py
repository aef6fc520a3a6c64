"""Two models on the same drawing: the second one beside the one of the pad."""
