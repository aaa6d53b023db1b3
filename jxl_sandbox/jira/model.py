"""
What a Jira site is made of, as plain values; no HTTP, no rules.

Owns the shapes that the REST wing (``rest/``), the rules (``rights.py``, ``jql/``) and the platform wing
(``platform/``, ``pages/``) share. All state of a sandbox hangs on one :class:`Site`, which only the event
loop's thread touches: there are no locks because there is no second thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from jxl_sandbox.jira.searchindex import SearchIndex
from jxl_sandbox.jira.visits import Visits
from jxl_sandbox.jira.webhook_model import WebhookBook

if TYPE_CHECKING:
    from jxl_sandbox.jira.agile_model import EpicMark, SavedFilter
    from jxl_sandbox.jira.attachments import StoredFile
    from jxl_sandbox.jira.bulk_model import BulkTask
    from jxl_sandbox.jira.events import Event
    from jxl_sandbox.jira.security_model import IssueSecurityScheme
    from jxl_sandbox.jira.workflow_model import Transition

JSON = Any
ABOUTS = (
    "site administrator",
    "project administrator",
    "member",
    "viewer",
    "service agent",
    "no access",
)


@dataclass(slots=True)
class User:
    """A person (``accountType`` atlassian) or an app's own user (``app``)."""

    account_id: str
    display_name: str
    email: str
    api_token: str
    about: str = ""
    groups: set[str] = field(default_factory=set)
    time_zone: str = "Etc/UTC"
    locale: str = "en_US"
    active: bool = True
    account_type: Literal["atlassian", "app", "customer"] = "atlassian"
    avatar_color: str = "#0055CC"


ActorKind = Literal["anonymous", "basic", "session", "app", "impersonation", "oauth"]


@dataclass(frozen=True, slots=True)
class Actor:
    """
    On whose behalf a REST call runs.

    ``user`` is None for anonymous calls only: an app that acts as itself has its own app user.
    ``app`` is set for Connect credentials (``app`` itself, or ``impersonation`` of ``user``), whose scopes
    limit the call; ``scopes`` are then the Connect scopes granted, upper case. ``oauth_client_id`` is set for
    ``oauth``; ``scopes`` are then those of the access token.
    """

    kind: ActorKind
    user: User | None = None
    app: AppInstallation | None = None
    scopes: frozenset[str] = frozenset()
    oauth_client_id: str | None = None


@dataclass(slots=True)
class PermissionDefinition:
    """One key that ``mypermissions`` knows: built in, or brought by an app (``{addonKey}__{moduleKey}``)."""

    key: str
    name: str
    description: str
    type: Literal["GLOBAL", "PROJECT"]
    id: str = "-1"
    app_key: str | None = None


HolderType = Literal[
    "anyone",
    "applicationRole",
    "assignee",
    "group",
    "groupCustomField",
    "projectLead",
    "projectRole",
    "reporter",
    "sd.customer.portal.only",
    "user",
    "userCustomField",
]
Holder = tuple[HolderType, str | None]  # with the parameter of a :class:`Grant`


@dataclass(frozen=True, slots=True)
class Grant:
    """
    A permission given to a holder.

    ``parameter`` is a group name, a role name, an account id, the id of a custom field (``userCustomField``,
    ``groupCustomField``) or (``applicationRole``) an application key, where None means any logged-in, licensed
    person. ``anyone`` includes people who are not logged in. ``sd.customer.portal.only`` means customers in the
    portal of a service project: it gives nobody anything in Jira itself.
    """

    id: int
    permission: str
    holder_type: HolderType
    parameter: str | None = None


@dataclass(slots=True)
class PermissionScheme:
    id: int
    name: str
    description: str
    grants: list[Grant] = field(default_factory=list)


@dataclass(slots=True)
class SecurityLevel:
    """Who sees an issue that has this level: holders as in a grant."""

    id: str
    name: str
    description: str
    holders: list[tuple[HolderType, str | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One choice of a select-like field; ``parent_id`` is set on the second level of a cascading select."""

    id: str
    value: str
    parent_id: str | None = None
    disabled: bool = False


@dataclass(slots=True)
class FieldDefinition:
    """
    A field as ``GET /field`` tells it, with what the sandbox needs to read and write it.

    ``kind`` names the inner form of the value in :attr:`Issue.values` and so its codec:

    ========================  =================================================================
    kind                      inner form (absent or None = empty)
    ========================  =================================================================
    string, url               str
    adf                       ADF document, a dict
    number                    int or float
    date                      ``"YYYY-MM-DD"``
    datetime                  epoch milliseconds
    status, issuetype,        id (str); ``resolution`` may be None
    priority, resolution,
    security, version,
    project, option
    components, versions,     list of ids
    options
    cascade                   ``[option id]`` or ``[option id, child option id]``
    user, users               account id, list of account ids
    group, groups             group name, list of group names
    labels                    list of str
    team                      team id
    sprint                    list of sprint ids (int), oldest first; the last one may be open
    rank                      LexoRank str
    seconds                   int
    votes, watches            list of account ids
    issuelinks                list of ``{"id", "type", "direction": "outward|inward", "issue"}``
    parent                    issue id (int)
    computed                  nothing stored: derived from the issue (project, subtasks, progress …)
    ========================  =================================================================

    ``schema`` is Jira's own; None for the few fields that have none. ``clause_names`` are its names in
    JQL. ``project_ids`` is its context: None means every company-managed project; a field of a team-managed
    project has ``scope_project_id`` as well, and its name may be another field's too.
    """

    id: str
    name: str
    kind: str
    schema: dict[str, JSON] | None
    clause_names: tuple[str, ...]
    key: str = ""  # the id, but for ``issuekey`` and a few more
    custom: bool = False
    orderable: bool = True
    navigable: bool = True
    searchable: bool = True
    description: str = ""
    options: dict[str, FieldOption] = field(default_factory=dict)  # in the configured order
    project_ids: frozenset[str] | None = None
    issue_type_ids: frozenset[str] | None = None
    scope_project_id: str | None = None

    def is_in_context(self, project: Project, issue_type_id: str) -> bool:
        """Whether issues of this type in this project have the field at all."""
        if self.project_ids is not None and project.id not in self.project_ids:
            return False
        return self.issue_type_ids is None or issue_type_id in self.issue_type_ids


@dataclass(frozen=True, slots=True)
class IssueType:
    """``hierarchy_level``: -1 sub-task, 0 standard, 1 epic. ``project_id`` is set on team-managed types."""

    id: str
    name: str
    description: str
    hierarchy_level: int
    icon: str
    project_id: str | None = None

    @property
    def is_subtask(self) -> bool:
        return self.hierarchy_level < 0


StatusCategoryKey = Literal["undefined", "new", "indeterminate", "done"]


@dataclass(frozen=True, slots=True)
class StatusCategory:
    """Jira's four fixed categories; ``color`` is Jira's word for it (``blue-gray``, ``yellow``, ``green``)."""

    id: int
    key: StatusCategoryKey
    name: str
    color: str


STATUS_CATEGORIES: dict[str, StatusCategory] = {
    "undefined": StatusCategory(1, "undefined", "No Category", "medium-gray"),
    "new": StatusCategory(2, "new", "To Do", "blue-gray"),
    "indeterminate": StatusCategory(4, "indeterminate", "In Progress", "yellow"),
    "done": StatusCategory(3, "done", "Done", "green"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """``category`` is a key of :data:`STATUS_CATEGORIES`; ``project_id`` is set on team-managed statuses."""

    id: str
    name: str
    description: str
    category: StatusCategoryKey
    project_id: str | None = None


@dataclass(frozen=True, slots=True)
class Priority:
    """The order of ``Site.priorities`` is the configured order, most urgent first."""

    id: str
    name: str
    description: str
    color: str
    icon: str


@dataclass(frozen=True, slots=True)
class Resolution:
    id: str
    name: str
    description: str


SprintState = Literal["closed", "active", "future"]


@dataclass(slots=True)
class Sprint:
    id: int
    name: str
    state: SprintState
    board_id: int
    goal: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    complete_ms: int | None = None
    created_ms: int | None = None
    place: int | None = None  # among the board's sprints of the same state; None: by id


@dataclass(slots=True)
class Board:
    id: int
    name: str
    type: Literal["scrum", "kanban", "simple"]
    project_id: str
    estimation_field_id: str | None = None
    filter_id: int | None = None  # of Site.filters: the issues that the board shows


@dataclass(frozen=True, slots=True)
class LinkType:
    id: str
    name: str
    inward: str
    outward: str


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    name: str


@dataclass(slots=True)
class Workflow:
    """
    The statuses issues of a type go through, in board order.

    ``read_only_status_ids`` have the property ``jira.issue.editable = false``: nobody may edit there.
    ``status_properties`` maps a status to its other properties, name to value, see workflow_permissions.py.
    """

    id: str
    name: str
    status_ids: tuple[str, ...]
    read_only_status_ids: frozenset[str] = frozenset()
    transitions: tuple[Transition, ...] = ()
    status_properties: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Project:
    """
    A project. ``style`` is ``classic`` (company-managed) or ``next-gen`` (team-managed).

    Team-managed projects have their own access and roles: their ``scheme`` is private to them and is not
    readable over REST. ``roles`` map a role name to its actors, ``"user:<accountId>"`` or ``"group:<name>"``.

    ``components`` by id: ``{"id", "name", "description", "lead": account id | None}``. ``versions`` by id, in their
    configured order: ``{"id", "name", "description", "archived", "released", "releaseDate": "YYYY-MM-DD" | None}``.
    """

    id: str
    key: str
    name: str
    description: str
    style: Literal["classic", "next-gen"]
    type_key: Literal["software", "service_desk", "business"]
    lead: str
    scheme: PermissionScheme
    issue_type_ids: list[str]
    roles: dict[str, set[str]] = field(default_factory=dict)
    components: dict[str, dict[str, JSON]] = field(default_factory=dict)
    versions: dict[str, dict[str, JSON]] = field(default_factory=dict)
    security_levels: dict[str, SecurityLevel] = field(default_factory=dict)
    properties: dict[str, bytes] = field(default_factory=dict)  # key -> the JSON text as it was sent
    issue_ids: list[int] = field(default_factory=list)  # in order of creation
    next_number: int = 1
    avatar_color: str = "#0055CC"
    workflows: dict[str, str] = field(default_factory=dict)  # issue type id -> Workflow.id
    edit_screens: dict[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # issue type id -> field ids, in order


@dataclass(slots=True)
class Issue:
    """
    An issue. ``values`` holds what is stored, by field id, in the sandbox's inner form (ids, account ids,
    epoch milliseconds, plain text or ADF); ``rest/render`` turns it into Jira's shapes.
    """

    id: int
    key: str
    project_id: str
    values: dict[str, JSON]
    created_ms: int
    updated_ms: int
    properties: dict[str, bytes] = field(default_factory=dict)
    changelog: list[dict[str, JSON]] = field(default_factory=list)
    version: int = 0  # raised by every change; prepared JSON fragments are kept under it


@dataclass(slots=True)
class AppInstallation:
    """
    A Connect app on this site. ``state`` is what the apps page shows; ``descriptor`` is as fetched.

    ``shared_secret`` changes with every install; ``scopes`` are those granted, upper case.
    """

    key: str
    base_url: str
    descriptor_url: str
    descriptor: dict[str, JSON]
    shared_secret: str
    oauth_client_id: str
    user: User
    scopes: frozenset[str]
    state: Literal["installed", "enabled", "disabled", "uninstalled"] = "installed"
    installed_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(slots=True)
class Switches:
    """
    Where Jira's behaviour is uncertain or changed lately; strict by default.

    ``search_page_cap`` is the most issues a page of ``search/jql`` holds once other fields than id and key are
    asked for. ``bulkfetch_limit`` is 100 or 1000 (Jira's newer limit for cheaply shaped requests).
    ``hidden_email`` leaves ``emailAddress`` out for everybody but the person, as a privacy setting does.
    ``checks_screens`` refuses to edit a field that is not on the edit screen; ``editmeta`` never tells of one.
    """

    search_page_cap: int = 100
    bulkfetch_limit: int = 100
    hidden_email: bool = False
    checks_screens: bool = True


@dataclass(slots=True)
class Site:
    """
    Everything one simulated site knows.

    ``now`` is the site's clock (moved by ``POST /_sandbox/clock``); all time in rules comes from it.
    ``global_grants`` maps a permission key to holders as in :class:`Grant` (type, parameter).
    """

    name: str
    base_url: str
    client_key: str
    cloud_id: str
    now: Callable[[], datetime]
    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)  # name -> groupId
    projects: dict[str, Project] = field(default_factory=dict)  # id -> project
    issues: dict[int, Issue] = field(default_factory=dict)
    permissions: dict[str, PermissionDefinition] = field(default_factory=dict)
    global_grants: dict[str, list[tuple[HolderType, str | None]]] = field(default_factory=dict)
    apps: dict[str, AppInstallation] = field(default_factory=dict)
    first_installs: set[str] = field(default_factory=set)  # app keys whose defaultGrants were applied once
    fields: dict[str, FieldDefinition] = field(default_factory=dict)  # field id -> definition
    issue_types: dict[str, IssueType] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    priorities: dict[str, Priority] = field(default_factory=dict)
    resolutions: dict[str, Resolution] = field(default_factory=dict)
    link_types: dict[str, LinkType] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    boards: dict[int, Board] = field(default_factory=dict)
    sprints: dict[int, Sprint] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    application_roles: dict[str, set[str]] = field(default_factory=dict)  # application key -> licensed groups
    issue_ids_by_key: dict[str, int] = field(default_factory=dict)  # KEY-1 in upper case, old keys too -> id
    children: dict[int, list[int]] = field(default_factory=dict)  # issue id -> its children, as created
    next_issue_id: int = 10000
    next_link_id: int = 10000
    next_rank: int = 0  # where the next new issue is ranked, see lexorank.py
    switches: Switches = field(default_factory=Switches)
    caches: dict[str, object] = field(default_factory=dict, repr=False)  # what rest/ prepares; never state
    config_version: int = 0  # raised by every change of anything but an issue; prepared JSON is kept under it
    next_changelog_id: int = 10000
    search_index: SearchIndex = field(default_factory=SearchIndex)
    webhooks: WebhookBook = field(default_factory=WebhookBook)
    listeners: list[Callable[[Event], None]] = field(default_factory=list, repr=False)  # see changes.py
    bulk_tasks: dict[str, BulkTask] = field(default_factory=dict)  # task id -> bulk operation
    next_bulk_task_id: int = 10000
    permission_schemes: dict[int, PermissionScheme] = field(
        default_factory=dict
    )  # of company-managed projects
    security_schemes: dict[str, IssueSecurityScheme] = field(default_factory=dict)
    role_ids: dict[str, int] = field(default_factory=dict)  # role name -> its number, see roles.py
    filters: dict[int, SavedFilter] = field(default_factory=dict)
    epic_marks: dict[int, EpicMark] = field(default_factory=dict)  # issue id -> what boards keep of an epic
    next_comment_id: int = 10000
    next_worklog_id: int = 10000
    comment_issue_ids: dict[str, int] = field(default_factory=dict)  # comment id -> id of the issue it is on
    visits: Visits = field(default_factory=Visits)
    attachments: dict[str, StoredFile] = field(default_factory=dict)  # attachment id -> file
    next_attachment_id: int = 10000
    next_remote_link_id: int = 10000

    def find_project(self, id_or_key: str) -> Project | None:
        """Find a project by id or by key (keys are case sensitive, as in Jira)."""
        if id_or_key in self.projects:
            return self.projects[id_or_key]
        return next((p for p in self.projects.values() if p.key == id_or_key), None)

    def find_issue(self, id_or_key: str) -> Issue | None:
        """Find an issue by id or by key; keys match in any case, and old keys of moved issues too."""
        if id_or_key.isascii() and id_or_key.isdigit():
            return self.issues.get(int(id_or_key))
        issue_id = self.issue_ids_by_key.get(id_or_key.upper())
        return None if issue_id is None else self.issues.get(issue_id)

    def add_issue(self, issue: Issue) -> None:
        """Put a new issue into every index; its project and its parent must be there already."""
        project = self.projects[issue.project_id]
        self.search_index.note_write(issue, self.now, is_new=True)
        self.issues[issue.id] = issue
        self.issue_ids_by_key[issue.key.upper()] = issue.id
        project.issue_ids.append(issue.id)
        parent_id = issue.values.get("parent")
        if parent_id is not None:
            self.children.setdefault(parent_id, []).append(issue.id)
        self.next_issue_id = max(self.next_issue_id, issue.id + 1)

    def change_issue(self, issue: Issue, values: dict[str, JSON], at_ms: int | None = None) -> None:
        """
        Store changed values, keep the index of children, raise the version and set *updated*.

        Args:
            values: By field id in the inner form; None empties a field.
            at_ms: When it happened; left out: the site's clock.
        """
        self.search_index.note_write(issue, self.now)
        if "parent" in values and values["parent"] != issue.values.get("parent"):
            before, after = issue.values.get("parent"), values["parent"]
            if before is not None:
                self.children[before].remove(issue.id)
            if after is not None:
                self.children.setdefault(after, []).append(issue.id)
        issue.values.update(values)
        issue.updated_ms = at_ms if at_ms is not None else int(self.now().timestamp() * 1000)
        issue.version += 1

    def issues_of(self, project_ids: Iterable[str]) -> Iterable[Issue]:
        """All issues of some projects, each project's in order of creation."""
        return (self.issues[i] for p in project_ids if p in self.projects for i in self.projects[p].issue_ids)

    def status_category(self, status_id: str) -> StatusCategory:
        return STATUS_CATEGORIES[self.statuses[status_id].category]

    def find_user_by_email(self, email: str) -> User | None:
        wanted = email.casefold()
        return next((u for u in self.users.values() if u.email.casefold() == wanted), None)
