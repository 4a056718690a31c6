"""Observations put together: metrics, the catalogue of indicators, comparison over years."""
