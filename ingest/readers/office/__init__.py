"""Word, Excel and PowerPoint: what stands in the package's own XML, never guessed."""
