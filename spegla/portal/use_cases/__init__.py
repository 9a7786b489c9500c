"""One function for each thing that a person can do. It owns permission, transaction and audit; pages and commands only translate."""
