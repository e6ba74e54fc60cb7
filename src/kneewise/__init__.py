"""Kneewise: how urgent a sore knee is, what it likely is, and why."""
