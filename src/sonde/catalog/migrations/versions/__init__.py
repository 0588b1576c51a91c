"""One file for each step; the number says after which it comes."""
