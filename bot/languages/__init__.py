"""What the bot says in other languages: a catalogue each, and the program that gathers the sentences."""
