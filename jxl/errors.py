"""
Every error that jxl raises on purpose.

::

    JxlError                        500  internal_error
     ├─ AuthenticationError         401  not_authenticated
     │   ├─ MissingToken            401  token_missing
     │   ├─ InvalidToken            401  token_invalid
     │   ├─ ExpiredToken            401  token_expired
     │   └─ UnknownInstallation     401  installation_unknown
     ├─ PermissionDenied            403  permission_denied
     ├─ NotFound                    404  not_found
     ├─ Conflict                    409  conflict
     ├─ PropertyTooLarge            413  property_too_large
     ├─ PersonalStateTooLarge       413  personal_state_too_large
     ├─ ValidationError             422  validation_failed
     │   └─ BadRequest              400  bad_request
     ├─ PreconditionRequired        428  precondition_required
     ├─ Busy                        503  busy
     ├─ InstallKeysUnavailable      503  install_keys_unavailable
     ├─ UndecryptableSecret         503  secret_unreadable
     └─ JiraError                   502  jira_error
         ├─ JiraRefused             403  jira_refused        Jira said no to the person
         ├─ JiraNotFound            404  jira_not_found      missing, or the person may not see it
         ├─ JiraBadRequest          422  jira_bad_request    Jira did not accept what we sent for the person
         ├─ JiraUnavailable         502  jira_unavailable    5xx, broken answer, refused connection
         ├─ JiraUnauthorized        502  jira_unauthorized   Jira does not accept our own credentials
         ├─ JiraGone                502  jira_gone           the endpoint was removed
         ├─ JiraRateLimited         503  jira_rate_limited
         └─ JiraTimeout             504  jira_timeout

``message`` is one sentence (or two) that is safe to show to the person and says what is so and what can be
done. ``details`` is JSON for programs. Neither ever holds a secret, a token or another person's data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Details = dict[str, Any]


class JxlError(Exception):
    """Root of the tree: ``code`` and ``status`` are the class's, ``message`` and ``details`` the instance's."""

    code = "internal_error"
    status = 500
    default_message = "Something went wrong on our side. The request id helps the operator to find it."

    def __init__(
        self, message: str | None = None, *, code: str | None = None, details: Mapping[str, Any] | None = None
    ) -> None:
        self.message = message or self.default_message
        self.details: Details = dict(details or {})
        if code is not None:
            self.code = code
        super().__init__(self.message)

    @property
    def retry_after_s(self) -> int | None:
        """Seconds to wait before trying again, for the ``Retry-After`` header; None when it does not apply."""
        value = self.details.get("retryAfterS")
        return int(value) if isinstance(value, int | float) else None


class AuthenticationError(JxlError):
    """
    The caller is not proven. The answer says little; the cause is logged.

    Args:
        cause: What was wrong, for the log only. Never sent to the caller.
    """

    code = "not_authenticated"
    status = 401
    default_message = "This page must be opened inside Jira. Reload it there."

    def __init__(self, cause: str = "", message: str | None = None) -> None:
        self.cause = cause
        super().__init__(message)


class MissingToken(AuthenticationError):
    code = "token_missing"


class InvalidToken(AuthenticationError):
    code = "token_invalid"


class ExpiredToken(AuthenticationError):
    code = "token_expired"
    default_message = "This page was open for too long. Reload it."


class UnknownInstallation(AuthenticationError):
    code = "installation_unknown"
    default_message = "jxl is not installed on this Jira site, or not any more."


class PermissionDenied(JxlError):
    """
    Proven but not allowed.

    Args:
        action: What was to be done, a key of the permission catalogue (``open_sheet``).
        resource: What it was to be done to, e.g. ``project FER``.
        reason: The sentence for the person: the missing right, where it is granted and by whom.
    """

    code = "permission_denied"
    status = 403

    def __init__(
        self, action: str, resource: str, reason: str, details: Mapping[str, Any] | None = None
    ) -> None:
        self.action = action
        self.resource = resource
        super().__init__(reason, details={"action": action, "resource": resource, **(details or {})})


class NotFound(JxlError):
    """Missing, or the caller may not know that it exists."""

    code = "not_found"
    status = 404
    default_message = "This does not exist, or you may not see it."


class ValidationError(JxlError):
    """
    The request can be read but what it asks for cannot be done.

    Args:
        fields: What is wrong, by member: ``{"name": "A sheet needs a name."}``.
    """

    code = "validation_failed"
    status = 422

    def __init__(
        self, message: str | None = None, fields: Mapping[str, str] | None = None, code: str | None = None
    ) -> None:
        self.fields = dict(fields or {})
        if message is None:
            message = " ".join(self.fields.values()) or "The request is not valid."
        super().__init__(message, code=code, details={"fields": self.fields} if self.fields else None)


class BadRequest(ValidationError):
    """The request cannot be read: not JSON, not an object, too deep, too large a number."""

    code = "bad_request"
    status = 400


class Conflict(JxlError):
    """What was to be changed moved on. ``current_version`` is what stands now."""

    code = "conflict"
    status = 409

    def __init__(
        self, message: str, current_version: int | str | None = None, details: Mapping[str, Any] | None = None
    ) -> None:
        self.current_version = current_version
        super().__init__(message, details={"currentVersion": current_version, **(details or {})})


class PropertyTooLarge(JxlError):
    """One item does not fit in a project property. Sizes are UTF-16 units of the compact JSON."""

    code = "property_too_large"
    status = 413

    def __init__(self, what: str, size_chars: int, limit_chars: int) -> None:
        super().__init__(
            f"{what} is too large to be stored in Jira: {size_chars:,} of at most {limit_chars:,} characters.",
            details={"what": what, "sizeChars": size_chars, "limitChars": limit_chars},
        )


class PersonalStateTooLarge(JxlError):
    """What a person wants to keep for themselves about a sheet has too many bytes of compact JSON."""

    code = "personal_state_too_large"
    status = 413

    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(
            f"This is too much to be kept for you: {size_bytes:,} of at most {limit_bytes:,} bytes.",
            details={"sizeBytes": size_bytes, "limitBytes": limit_bytes},
        )


class PreconditionRequired(JxlError):
    code = "precondition_required"
    status = 428
    default_message = "Send the revision that you changed in the header If-Match."


class Busy(JxlError):
    """Too much of this is under way here. Carries ``retryAfterS``."""

    code = "busy"
    status = 503

    def __init__(self, message: str, retry_after_s: int = 1) -> None:
        super().__init__(message, details={"retryAfterS": retry_after_s})


class InstallKeysUnavailable(JxlError):
    """The key server does not answer as one: nothing is wrong with the token, the administrator can try again."""

    code = "install_keys_unavailable"
    status = 503
    default_message = (
        "jxl cannot reach Atlassian's key server to check this installation. Try again in a minute."
    )

    def __init__(self) -> None:
        super().__init__(details={"retryAfterS": 60})


class UndecryptableSecret(JxlError):
    """A stored secret that none of ``JXL_SECRET_KEYS`` reads: the operator's to mend, nobody else's."""

    code = "secret_unreadable"
    status = 503
    default_message = (
        "jxl cannot read what it stored about this Jira site. The operator of jxl can mend this by putting the "
        "earlier key back into JXL_SECRET_KEYS; a Jira administrator can by installing jxl again."
    )


class JiraError(JxlError):
    """
    Jira said no, later, or nothing.

    Args:
        jira_status: HTTP status of Jira's answer; None when there was none.
        method: HTTP method of the call.
        path: Path of the call without its query.
        messages: Jira's ``errorMessages``, in its own words.
        field_errors: Jira's ``errors``, by field id.
    """

    code = "jira_error"
    status = 502
    default_message = "Jira answered in a way that jxl does not understand. Try again."

    def __init__(
        self,
        message: str | None = None,
        *,
        jira_status: int | None = None,
        method: str = "",
        path: str = "",
        messages: Sequence[str] = (),
        field_errors: Mapping[str, str] | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.jira_status = jira_status
        self.method = method
        self.path = path
        self.messages = tuple(messages)
        self.field_errors = dict(field_errors or {})
        more: Details = {}
        if jira_status is not None:
            more["jiraStatus"] = jira_status
        if self.messages:
            more["jiraMessages"] = list(self.messages)
        if self.field_errors:
            more["jiraErrors"] = self.field_errors
        super().__init__(message, details={**more, **(details or {})})


class JiraRefused(JiraError):
    code = "jira_refused"
    status = 403
    default_message = "Jira does not let you do this."


class JiraNotFound(JiraError):
    code = "jira_not_found"
    status = 404
    default_message = "Jira does not have this, or you may not see it."


class JiraBadRequest(JiraError):
    code = "jira_bad_request"
    status = 422
    default_message = "Jira did not accept this."


class JiraUnavailable(JiraError):
    code = "jira_unavailable"
    default_message = "Jira is not answering. Try again in a moment."


class JiraUnauthorized(JiraError):
    code = "jira_unauthorized"
    default_message = (
        "Jira does not accept jxl's credentials. A Jira administrator can mend this by installing jxl again."
    )


class JiraGone(JiraError):
    code = "jira_gone"
    default_message = "Jira has removed what jxl asked for. The operator needs a newer jxl."


class JiraRateLimited(JiraError):
    """
    Args:
        retry_after_s: Seconds until Jira wants to hear from us again.
        reason: Jira's ``RateLimit-Reason``; ``jira-quota-…`` means that the hour's points are used up.
    """

    code = "jira_rate_limited"
    status = 503

    def __init__(
        self,
        retry_after_s: float,
        reason: str = "",
        *,
        method: str = "",
        path: str = "",
        messages: Sequence[str] = (),
    ) -> None:
        self.reason = reason
        self.wait_s = retry_after_s
        is_quota = reason.startswith("jira-quota")
        super().__init__(
            "This site's hourly Jira API quota is used up." if is_quota else "Jira asks jxl to slow down.",
            jira_status=429,
            method=method,
            path=path,
            messages=messages,
            details={"retryAfterS": max(1, round(retry_after_s)), "reason": reason},
        )


class JiraTimeout(JiraError):
    code = "jira_timeout"
    status = 504
    default_message = "Jira took too long to answer. Try again."
