"""Measures of supply risk (M5–M8), on a World and on an Equilibrium: formulas on arrays, and tables with labels."""
