"""What harvesters read: the log of changes, and the records in it, in the form of each feed."""
