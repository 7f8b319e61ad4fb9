"""The citizens' side: a question in, a reply out."""
