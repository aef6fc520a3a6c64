"""The evaluation window: figures, confusion matrix, reliability, and the pictures behind them."""
