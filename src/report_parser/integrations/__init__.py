"""Ray and Spark, which spread work over machines: each a few lines around `report_parser.batch.arrow.parse_batches`."""
