"""Sweeps: the same training with settings varied, over seeds, in processes of one machine or of several.

May import the library, training and all below them; torch is loaded by the processes that train.
"""
