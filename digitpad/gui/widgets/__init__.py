"""Theme, controls, forms, tables, grids, the error dialog and background work: nothing here knows of digits."""
