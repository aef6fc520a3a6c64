"""How good each model is, on MNIST's test part and on pen digits of unseen writers.

`values` loads without numpy.
"""
