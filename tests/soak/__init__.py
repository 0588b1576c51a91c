"""Everything at once, for as long as it is told: `make soak`."""
