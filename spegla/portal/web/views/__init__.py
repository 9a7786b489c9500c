"""One view for each address: it reads the request, calls one use case and renders."""
