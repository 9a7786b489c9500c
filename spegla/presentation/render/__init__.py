"""One module per format. A renderer handles every block and decides nothing."""
