"""The pages: they translate and render, and call one use case each."""
