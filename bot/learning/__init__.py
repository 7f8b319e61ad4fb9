"""Learning afterwards: what was asked in vain, grouped by meaning, and a report of what was counted.

Questions come here only where the operator wants them kept, and are stripped before anything is stored. Nothing here
sends, prints or knows a platform.
"""
