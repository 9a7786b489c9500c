"""Files of registrations as pages show them: what hinders them, what they would change, and what their columns mean."""
