"""Messages with buttons, for every platform that has buttons: what stands in them, not how it is written there.

Made from what is published and from replies alone; they know neither persons nor platforms.
"""
