"""From a config to a trained model: the training loop, lessons on the user's digits, the digit detector.

The only folder that may import torch, and only inside functions: `outcome`, `reports` and `resume_state` are read
where torch is not loaded.
"""
