"""Tables, and the functions that read and write them. Each takes the organisation first."""
