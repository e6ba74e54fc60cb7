"""The use cases, one module a verb; doors call these and nothing below."""
