"""Registration as pages show it: a form of the catalogue's questions, in the reader's language."""
