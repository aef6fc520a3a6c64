"""A trained model as a value: checkpoint, file container, forward pass in numpy, layer by layer summary.

Never imports torch.
"""
