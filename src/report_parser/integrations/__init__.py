"""Engines that spread work over machines, each a few lines on the Arrow kernel, `batch.arrow.parse_batches`."""
