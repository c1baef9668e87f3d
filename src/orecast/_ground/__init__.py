"""The ground every room stands on: labels, units, ranges, provenance and errors. It imports no room."""
