"""The model card beside the pad, the window of models, and their scores."""
