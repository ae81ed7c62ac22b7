"""A replica: what a feed has said so far, in a folder, and where its reading stands."""
