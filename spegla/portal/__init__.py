"""The portal: the only place that knows Django. Nothing outside it may import anything here."""
