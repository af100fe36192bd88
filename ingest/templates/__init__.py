"""Makes the templates of the formats from their descriptions: the same description, the same bytes."""
