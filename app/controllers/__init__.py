"""HTTP in, one service call, struct out."""
