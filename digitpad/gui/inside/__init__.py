"""The views beside the pad that look inside a model: why, layers, softmax, lens, one step, two models."""
