"""Articles in, records out: segmenting beside scoring, and output that survives a kill."""
