"""The yardstick: what a change gains and what it breaks."""
