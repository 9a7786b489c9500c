"""The examination of a running installation: each check says what it found, and changes nothing."""
