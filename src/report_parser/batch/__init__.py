"""Many reports: worker processes, and folders of results that survive a kill."""
