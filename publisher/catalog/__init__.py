"""The dataset described by itself: what is in it, counted (VoID, W3C Interest Group Note 2011)."""
