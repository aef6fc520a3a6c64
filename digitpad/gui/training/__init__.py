"""The training window: `form` holds its settings, `monitor` its curves and the live reading."""
