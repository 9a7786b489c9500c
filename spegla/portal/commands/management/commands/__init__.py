"""The commands, each called as it is typed."""
