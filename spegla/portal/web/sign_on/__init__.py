"""How the two protocols of single sign-on are spoken: what is asked of a provider, and what of its answer is believed."""
