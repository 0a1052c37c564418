"""The onboarding file names boards and statuses as people do; ConnectWise itself says whether they are there."""

from __future__ import annotations

import pytest

from integrations.connectwise.onboarding import resolve
from integrations.sandbox.models import Fault
from tenants.models import ConnectWiseConnection
from tenants.onboarding import OnboardingError, onboard
from tenants.onboarding.tests.conftest import TENANT_FILE, WriteFile, tenant_file

__all__ = ["tenant_file"]
pytestmark = pytest.mark.django_db(transaction=True)
SANDBOX = TENANT_FILE.replace("https://na.myconnectwise.net", "sandbox").replace(
    "{P1: Priority 1 - Critical, P2: P2, P3: P3, P4: P4}",
    "{P1: Priority 1 - Critical, P2: Priority 2 - High}\n  types: {email: Email}\n  team: After Hours Team\n  source: phone",
)


@pytest.fixture
def write(tenant_file: WriteFile):
    """Write a file of the sandbox's, with one text replaced, beside the usual runbook."""

    def written(old: str = "", new: str = ""):
        path = tenant_file()
        assert old in SANDBOX
        path.write_text(SANDBOX.replace(old, new, 1) if old else SANDBOX)
        return path

    return written


def test_names_are_taken_by_id_and_the_same_file_again_changes_nothing(sandbox, write):
    onboard(write(), resolve)  # the sandbox knows the connection from now on
    onboard(write(), resolve)
    row = ConnectWiseConnection.objects.get()
    assert (row.board, row.status["closed"], row.priority["P1"]) == ("1", "40", "6")
    assert (row.types, row.team, row.source, row.fallback_company) == (
        {"email": "105"},
        "302",
        "1",
        "Catchall",
    )
    assert onboard(write(), resolve).nothing_changed


def test_while_connectwise_is_away_the_same_file_still_changes_nothing_and_says_so(sandbox, write):
    onboard(write(), resolve)
    onboard(write(), resolve)
    Fault.objects.create(kind=Fault.Kind.CONNECTWISE_DOWN)
    report = onboard(write(), resolve)
    assert report.nothing_changed
    assert any("names are not checked" in str(warning) for warning in report.warnings)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "board: Service Desk",
            "board: Servce Desk",
            'line 11, column 10: connectwise.board: ConnectWise has no board "Servce Desk"; did you mean Service Desk?',
        ),
        (
            "closed: Closed}",
            "closed: Done}",
            'connectwise.status.closed: ConnectWise has no status "Done"; there are New, Needs Review',
        ),
        (
            "P2: Priority 2 - High",
            "P2: Urgent",
            'connectwise.priority.P2: ConnectWise has no priority "Urgent"; there are Priority 1',
        ),
        (
            "{email: Email}",
            "{email: Mail}",
            'connectwise.types.email: ConnectWise has no type "Mail"; did you mean Email?',
        ),
        (
            "fallback_company: Catchall",
            "fallback_company: Nobody",
            'connectwise.fallback_company: ConnectWise has no company "Nobody"',
        ),
    ],
)
def test_a_name_that_is_in_no_list_is_refused_with_what_there_is(sandbox, write, old, new, told):
    onboard(write(), resolve)
    with pytest.raises(OnboardingError) as refusal:
        onboard(write(old, new), resolve)
    assert told in str(refusal.value)
    assert ConnectWiseConnection.objects.get().board == "Service Desk"


def test_an_unknown_grade_is_refused_without_asking_anybody(write):
    with pytest.raises(OnboardingError, match="there are Low, Medium, High"):
        onboard(write("source: phone", "source: phone\n  impact: {P1: Huge}"))
