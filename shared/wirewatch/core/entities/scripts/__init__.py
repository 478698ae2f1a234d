"""Names written in other scripts, and read from them."""
