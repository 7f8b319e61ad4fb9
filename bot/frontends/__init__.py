"""Ways to ask. Each carries questions and replies, decides nothing, and knows none of the others."""
