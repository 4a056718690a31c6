"""Many reports: worker processes, and folders of results that are valid even if the process is killed."""
