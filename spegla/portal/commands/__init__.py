"""`spegla-portal`: one module for each command; they translate, and call the same use cases as the pages."""
