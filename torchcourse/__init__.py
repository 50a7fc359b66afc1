"""What the notebooks of the course import: checks, figures and explorers."""
