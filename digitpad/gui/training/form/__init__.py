"""The settings of a training run as a form."""
