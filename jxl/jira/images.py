"""Which addresses of icons and avatars reach a browser: the site's own and Atlassian's avatar hosts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, urlsplit

_AVATAR_DOMAINS = (".atl-paas.net", ".atlassian.net", ".wp.com")
_AVATAR_HOSTS = ("secure.gravatar.com",)
_AVATAR_SIZES = ("48x48", "32x32", "24x24", "16x16")
_MAX_CHARS = 2048


@dataclass(frozen=True, slots=True)
class ImageRule:
    """
    Decides for one site.

    A field value can hold any address, put there by whoever may edit it, and loading it would tell that host who
    looks at the sheet.

    Attributes:
        origins: ``scheme://host[:port]`` of the site, lower case; plain http passes for these only.
    """

    origins: frozenset[str] = frozenset()

    @classmethod
    @lru_cache(maxsize=1024)
    def for_site(cls, *urls: str) -> ImageRule:
        """Make the rule of the site that has these addresses (base and display URL)."""
        return cls(frozenset(_origin(urlsplit(url)) for url in urls if url))

    def allow(self, url: Any) -> str | None:
        """Give the address back if it may be shown, else None."""
        return _allow(self.origins, url) if isinstance(url, str) and len(url) <= _MAX_CHARS else None

    def avatar_of(self, thing: Mapping[str, Any]) -> str | None:
        """Find the largest avatar of a user or project that may be shown."""
        urls = thing.get("avatarUrls")
        if not isinstance(urls, dict):
            return self.allow(thing.get("avatarUrl"))
        return next((url for size in _AVATAR_SIZES if (url := self.allow(urls.get(size)))), None)


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}".lower()


@lru_cache(maxsize=4096)  # the same few icons and faces come with every issue
def _allow(origins: frozenset[str], url: str) -> str | None:
    if not url.isascii() or not url.isprintable() or any(c in url for c in " \\\"'<>`"):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    if _origin(parts) in origins:
        return url
    is_known = parts.hostname in _AVATAR_HOSTS or parts.hostname.endswith(_AVATAR_DOMAINS)
    return url if is_known and parts.scheme == "https" and port in (None, 443) else None
