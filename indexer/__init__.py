"""The staff's side: statements in, a store out."""
