"""What others publish, read as harvesters read it: judged, or kept as a replica."""
