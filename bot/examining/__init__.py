"""The examination of an installation: what `verbale doctor` finds, and what to do about it."""
