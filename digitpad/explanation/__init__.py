"""What an answer is made of: evidence, layers, the softmax step by step, one training step in numbers. numpy only.

May import recognition, evaluation and all below them; neither training nor the library.
"""
