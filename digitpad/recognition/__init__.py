"""From a checkpoint and a drawing to a prediction, numbers of several digits, and digit or not.

numpy only: the window answers without torch.
"""
