"""The doors: terminal, API and web."""
