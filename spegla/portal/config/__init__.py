"""How an installation is set up: settings from its environment, addresses, and the checks that refuse what is not safe."""
