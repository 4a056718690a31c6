"""Grids in a text, and what their cells say."""
