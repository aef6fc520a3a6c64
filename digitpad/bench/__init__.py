"""What digitpad measures of itself: training, drawing and starting."""
