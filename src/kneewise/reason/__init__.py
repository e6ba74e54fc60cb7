"""The verbs: pure functions from facts and knowledge to urgency, causes and questions. No files, no clock, no chance."""
