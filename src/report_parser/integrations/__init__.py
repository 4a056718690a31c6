"""Engines that spread work over machines, each a few lines on the Arrow kernel `report_parser.arrow.parse_batches`."""
