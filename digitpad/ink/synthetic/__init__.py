"""Made-up ink: digits of digitpad's own forms, distortions of ink, and drawings that are no digit."""
