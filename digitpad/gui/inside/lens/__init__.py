"""The lens: each step of the preprocessing shown and left out, and probabilities over changes of the drawing."""
