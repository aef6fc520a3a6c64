"""The only way from ink or a picture to a model's inputs, and its random variation for training.

Training and recognition both end in `raster`. Imports `ink` and `config`.
"""
