"""
The fields of a site as one person sees them, and Jira's own sequence of values; remembered for a short while.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jxl.errors import JxlError
from jxl.jira.catalogues import fetch_order
from jxl.jira.concurrency import run_ahead
from jxl.jira.expiring import ExpiringTable
from jxl.jira.fields import JiraField, fetch_fields
from jxl.jira.kinds import Kind
from jxl.jira.single_flight import SingleFlight

if TYPE_CHECKING:
    from jxl.connect.models import Caller
    from jxl.jira.access import JiraAccess
    from jxl.jira.client import JiraClient

FIELDS_KEPT_S = 60.0
ORDERS_KEPT_S = 600.0
ORDERED_KINDS = (Kind.PRIORITY, Kind.STATUS, Kind.ISSUE_TYPE, Kind.RESOLUTION)
_KEPT = 2_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a plan of rows needs to know of a site."""

    fields: tuple[JiraField, ...]
    orders: Mapping[Kind, Mapping[str, int]]


class FieldCatalogue:
    """
    One a process, safe for threads.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, jira: JiraAccess, clock: Callable[[], float] = time.monotonic) -> None:
        self._jira = jira
        self._clock = clock
        self._fields: ExpiringTable[Hashable, tuple[JiraField, ...]] = ExpiringTable(_KEPT)
        self._orders: ExpiringTable[Hashable, dict[Kind, dict[str, int]]] = ExpiringTable(_KEPT)
        self._flights: SingleFlight[Catalogue] = SingleFlight()

    def load(self, caller: Caller) -> Catalogue:
        """
        Load the catalogue as the person: from memory, else with one round of calls.

        Raises:
            JiraError: Jira did not give the fields. Without the sequences of values it does: they only sort.
        """
        installation = caller.installation
        key = (installation.id, installation.version, caller.person)
        now_s = self._clock()
        fields, orders = self._fields.find(key, now_s), self._orders.find(key, now_s)
        if fields is not None and orders is not None:
            return Catalogue(fields, orders)
        return self._flights.run(key, lambda: self._fetch(caller, key, fields, orders))

    def _fetch(
        self,
        caller: Caller,
        key: Hashable,
        fields: tuple[JiraField, ...] | None,
        orders: dict[Kind, dict[str, int]] | None,
    ) -> Catalogue:
        client = self._jira.as_user(caller.installation, caller.person)
        found_fields = list(fields or ())
        found_orders = dict(orders or {})

        def ask_fields() -> None:
            found_fields.extend(fetch_fields(client))

        def ask_order(kind: Kind) -> None:
            found_orders[kind] = _order_or_none(client, kind)

        tasks: list[Callable[[], None]] = []
        if fields is None:
            tasks.append(ask_fields)
        if orders is None:
            tasks += [partial(ask_order, kind) for kind in ORDERED_KINDS]
        for _ in run_ahead(tasks, len(tasks)):
            pass
        now_s = self._clock()
        catalogue = Catalogue(tuple(found_fields), found_orders)
        if fields is None:
            self._fields.put(key, catalogue.fields, now_s + FIELDS_KEPT_S)
        if orders is None:
            is_whole = all(found_orders.values())
            self._orders.put(key, found_orders, now_s + (ORDERS_KEPT_S if is_whole else FIELDS_KEPT_S))
        return catalogue


def _order_or_none(client: JiraClient, kind: Kind) -> dict[str, int]:
    """Ask for a sequence; values sort by what they say of themselves where Jira does not tell."""
    try:
        return fetch_order(client, kind)
    except JxlError as exc:
        logger.warning("a sequence of values could not be read", extra={"kind": kind.value, "code": exc.code})
        return {}
