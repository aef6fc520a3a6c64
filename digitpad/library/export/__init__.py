"""A checkpoint as a file for others: one PyTorch script that runs without digitpad, ONNX, digitpad's own form."""
