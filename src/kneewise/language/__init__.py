"""Free text to facts: rules and a lexicon that comes in as an argument; no file, clock or network."""
