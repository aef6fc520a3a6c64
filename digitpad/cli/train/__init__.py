"""`digitpad train`: options, destination, progress and result of training runs."""
