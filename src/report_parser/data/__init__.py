"""The package's tables, as TOML files, and how they are read."""
