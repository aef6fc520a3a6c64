"""What one watches while a run trains: curves, epochs and the live reading of the drawing."""
