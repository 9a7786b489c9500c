"""What a browser is called, from what it says of itself: enough to know one's own again, and never what it says word for word."""

from spegla.portal.texts import said

# The first that fits: most say that they are also the ones below.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def named(user_agent: str) -> str:
    """`Firefox på Windows`; that it is unknown when it says nothing that we know."""
    browser, system = (next((name for mark, name in known if mark in user_agent), "") for known in (_BROWSERS, _SYSTEMS))
    if browser and system:
        return said("browser_on", browser=browser, system=system)
    return browser or system or said("browser_unknown")
