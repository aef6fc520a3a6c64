"""What digitpad measures of itself, for `digitpad bench`."""
