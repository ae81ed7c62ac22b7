"""People have rights: the layers that named persons live in, addresses that look personal, and
what was erased and is not to come back."""
