"""A statement's file: bytes to values and back, each mistake with its place."""
