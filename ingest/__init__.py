"""Documents in, a published index out."""
