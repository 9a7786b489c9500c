"""What a command ends with: 0 done, 1 the data or definitions have errors, 2 wrong use.

A printed figure that does not follow from its rows is a finding, not an error.
"""

DONE, DATA_ERRORS, WRONG_USE = 0, 1, 2
