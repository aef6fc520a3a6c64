"""Metrics, intervals, calibration and robustness of a model on labelled samples.

numpy only. Imports `recognition` and `data`.
"""
