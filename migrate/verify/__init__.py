"""Run migrated notebooks and judge what they print; the only part that executes a notebook."""
