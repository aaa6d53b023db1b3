"""
The people of a seeded site and their groups; all invented.

The first six are those the product's demo lets you be; the others are ordinary members who hold issues.
"""

from __future__ import annotations

import base64
import hashlib
import uuid

from jxl_sandbox.jira.model import User

SITE_ADMINS = "site-admins"
JIRA_ADMINS = "jira-administrators"
SOFTWARE_USERS = "jira-software-users"
SERVICE_USERS = "jira-servicedesk-users"
SITE_USERS = "jira-users"

APPLICATION_ROLES = {
    "jira-core": {SITE_USERS},
    "jira-software": {SOFTWARE_USERS, JIRA_ADMINS},
    "jira-servicedesk": {SERVICE_USERS},
}

_COLORS = ("#0055CC", "#206A83", "#216E4E", "#943D73", "#5E4DB2", "#A54800", "#AE2A19", "#4C6B1F")

# display name, e-mail name, about, time zone, locale, groups beside jira-users
_PEOPLE: list[tuple[str, str, str, str, str, tuple[str, ...]]] = [
    (
        "Ingrid Solheim",
        "ingrid.solheim",
        "site administrator",
        "Europe/Oslo",
        "en_GB",
        (SITE_ADMINS, JIRA_ADMINS, SOFTWARE_USERS),
    ),
    (
        "Tomás Arriaga",
        "tomas.arriaga",
        "project administrator",
        "America/Bogota",
        "es_ES",
        (SOFTWARE_USERS,),
    ),
    ("Chua Mei Ling", "meiling.chua", "member", "Asia/Singapore", "en_US", (SOFTWARE_USERS,)),
    ("Oluwaseun Adeyemi", "oluwaseun.adeyemi", "viewer", "Africa/Lagos", "en_GB", (SOFTWARE_USERS,)),
    (
        "Priya Raghunathan",
        "priya.raghunathan",
        "service agent",
        "Asia/Kolkata",
        "en_GB",
        (SERVICE_USERS,),
    ),
    ("Kaspar Lindqvist", "kaspar.lindqvist", "no access", "Europe/Stockholm", "sv_SE", ()),
    ("Amara Okonkwo", "amara.okonkwo", "", "Africa/Lagos", "en_GB", (SOFTWARE_USERS,)),
    ("Jean-Baptiste Moreau", "jb.moreau", "", "Europe/Paris", "fr_FR", (SOFTWARE_USERS,)),
    ("Siobhán O'Dowd", "siobhan.odowd", "", "Europe/Dublin", "en_GB", (SOFTWARE_USERS,)),
    ("Yuki Tanabe", "yuki.tanabe", "", "Asia/Tokyo", "ja_JP", (SOFTWARE_USERS,)),
    ("Łukasz Wiśniewski", "lukasz.wisniewski", "", "Europe/Warsaw", "pl_PL", (SOFTWARE_USERS,)),
    ("Farah Haddad", "farah.haddad", "", "Asia/Beirut", "en_US", (SOFTWARE_USERS, SERVICE_USERS)),
    ("Mikkel Ravn", "mikkel.ravn", "", "Europe/Copenhagen", "da_DK", (SOFTWARE_USERS,)),
    ("Anahí Quispe", "anahi.quispe", "", "America/La_Paz", "es_ES", (SOFTWARE_USERS,)),
    ("Dmytro Kovalenko", "dmytro.kovalenko", "", "Europe/Kyiv", "uk_UA", (SOFTWARE_USERS,)),
    ("Grace Mwangi", "grace.mwangi", "", "Africa/Nairobi", "en_GB", (SOFTWARE_USERS, SERVICE_USERS)),
    ("Rafael Teixeira", "rafael.teixeira", "", "America/Sao_Paulo", "pt_BR", (SOFTWARE_USERS,)),
    ("Nguyễn Thị Hoa", "hoa.nguyen", "", "Asia/Ho_Chi_Minh", "vi_VN", (SOFTWARE_USERS,)),
    ("Eleni Papadaki", "eleni.papadaki", "", "Europe/Athens", "el_GR", (SOFTWARE_USERS,)),
    ("Wiremu Parata", "wiremu.parata", "", "Pacific/Auckland", "en_NZ", (SOFTWARE_USERS,)),
]


def people(site_name: str) -> list[User]:
    """
    Build the people; ids and tokens follow from the site's name, so that the same site has the same people.
    """
    built = []
    for number, (name, email, about, zone, locale, groups) in enumerate(_PEOPLE):
        seed = f"{site_name}/{email}"
        identity = uuid.uuid5(uuid.NAMESPACE_URL, seed)
        # Both kinds of account id that are about: the long one with a colon, and 24 hexadecimal digits.
        account_id = f"712020:{identity}" if number % 3 != 2 else "5f" + identity.hex[:22]
        built.append(
            User(
                account_id=account_id,
                display_name=name,
                email=f"{email}@example.com",
                api_token=_api_token(seed),
                about=about,
                groups={SITE_USERS, *groups},
                time_zone=zone,
                locale=locale,
                avatar_color=_COLORS[number % len(_COLORS)],
            )
        )
    return built


def _api_token(seed: str) -> str:
    """Make a token that looks like Atlassian's and opens nothing but this site."""
    secret = hashlib.sha512(f"api token of {seed}".encode()).digest()
    body = base64.urlsafe_b64encode(secret).decode().rstrip("=")
    return f"ATATT3xFfGF0{body}={hashlib.sha256(secret).hexdigest()[:8].upper()}"
