"""Where a number stands: when its value holds, whether it is done or planned, what it is about and whose it is."""
