"""The five study notes as walks: what each step says, what it does here, and what came of it.

May import everything below the window; steps that train import torch when they run, and no step knows Qt.
"""
