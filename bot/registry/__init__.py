"""What must be remembered: the inbox, preferences, subscriptions, counts. The one place that knows SQL.

Everything here blocks and may be called from any thread; a front-end calls it off its event loop. Whatever fails
raises `RegistryError`. No text, no name and no id is stored readable: payloads and addresses are sealed, persons and
chats are pseudonyms, both by `keys`.
"""
