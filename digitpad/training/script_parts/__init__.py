"""The parts of a plain PyTorch script that trains as a config says: text alone, written without torch."""
