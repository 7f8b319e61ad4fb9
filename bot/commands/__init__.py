"""The commands of `verbale`, one function each: (arguments, settings) to an exit code.

Beside `bot.cli` the only modules that print. Imports that cost time stand in the functions that need them: the prompt
of `verbale chat` comes before the model.
"""
