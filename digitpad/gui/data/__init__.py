"""The window of data sets, and downloads."""
