"""What maintainers run: notebooks in one form, releases, set-up checks."""
