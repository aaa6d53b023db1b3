"""WHO is calling: the descriptor, the lifecycle, token checks and the installations they are checked against."""
