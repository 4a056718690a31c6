"""The version of the library, as `made_by` and the package's metadata say it."""

__version__ = "0.1.0"
