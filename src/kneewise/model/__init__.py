"""The nouns: facts, findings, conditions, rules, the knowledge base. They import nothing of Kneewise outside this room."""
