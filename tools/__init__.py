"""What `make` runs, but for grading: set-up, the one form of all notebooks, measurements."""
