"""What Kneewise knows, as YAML, and the code that reads and checks it."""
