"""How the tables came to be; `database` runs what is missing at each start."""
