"""What a sheet is, where it lives and how its rows are read."""
