"""digitpad: draw a digit and watch softmax regression and a multi-layer perceptron read it live."""

__version__ = "0.1.0"
