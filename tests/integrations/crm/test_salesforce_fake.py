"""The client that most people use for Salesforce reads every route of ours, so that what our reader is tested against is what Salesforce promises."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from server.integrations.crm import salesforce, salesforce_steps
from server.integrations.crm.field import FIELD, SALESFORCE
from server.integrations.crm.walk import Cursor
from tests.integrations.crm.fakes.salesforce import CLIENT, LIMITED, SECRET, Salesforce
from tests.integrations.crm.fakes.serve import serving
from tests.integrations.crm.salesforce_world import ADA, id_of, org
from tests.integrations.crm.world import at


class Here(requests.adapters.HTTPAdapter):
    """Brings every request to a fake on this machine, which speaks no TLS."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def send(self, request: requests.PreparedRequest, *given: Any, **more: Any) -> requests.Response:  # noqa: ANN401  # theirs
        _scheme, _, rest = (request.url or "").partition("://")
        request.url = f"{self.base}/{rest.partition('/')[2]}"
        return super().send(request, *given, **more)


@pytest.fixture
def crm() -> Salesforce:
    crm = org(3)
    crm.task("00T000000000001AAA", at(5), WhatId=id_of(1), Subject="Send the numbers", ActivityDate="2026-11-24")
    crm.event(
        "00U000000000001AAA", at(5), WhatId=id_of(1), Subject="Security review", StartDateTime="2026-11-24T09:00:00.000+0000"
    )
    crm.guest("00U000000000001AAA", "003000000000001AAA", "Accepted")
    crm.guest("00U000000000001AAA", ADA, "New")
    return crm


@pytest.fixture
def client(crm: Salesforce) -> Iterator[Any]:
    from simple_salesforce.api import Salesforce as Client

    with serving(crm) as base, requests.Session() as session:
        session.mount("https://", Here(base))
        yield Client(consumer_key=CLIENT, consumer_secret=SECRET, domain="northwind.my", session=session, version="60.0")


@pytest.mark.parametrize(
    ("soql", "names"),
    [
        (salesforce_steps.soql(Cursor(step="tasks")), None),
        (salesforce_steps.soql(Cursor(step="tasks", since="2026-10-01T00:00:00Z")), None),
        (salesforce.USERS, ["Ada Rep", "Bo Rep", "Nina Nobody"]),
        (salesforce.STAGES, None),
        (salesforce.HISTORY, None),
    ],
)
def test_the_client_reads_what_our_reader_asks_for(client: Any, soql: str, names: list[str] | None):  # noqa: ANN401  # it has no types
    found = client.query(soql)
    assert found["done"]
    assert found["totalSize"] == len(found["records"]) > 0
    assert names is None or [one["Name"] for one in found["records"]] == names


def test_the_client_reads_an_event_with_the_guests_who_accepted_it(client: Any):  # noqa: ANN401  # as above
    [event] = client.query(salesforce_steps.soql(Cursor(step="events")))["records"]
    assert [guest["RelationId"] for guest in event["EventRelations"]["records"]] == ["003000000000001AAA"]
    changed = salesforce_steps.soql(Cursor(step="events", since="2026-10-01T00:00:00Z"))
    assert client.query(changed, include_deleted=True)["totalSize"] == 1


def test_the_client_finds_the_field_and_writes_it_into_several_opportunities(client: Any, crm: Salesforce):  # noqa: ANN401  # as above
    crm.made(FIELD)
    described = client.Opportunity.describe()
    assert [(one["type"], one["updateable"]) for one in described["fields"] if one["name"] == FIELD] == [("string", True)]
    told = SALESFORCE.told(FIELD, [(id_of(1), "Align"), (id_of(404), "Align")])
    saved = client.restful("composite/sobjects", method=told.method, json=told.json)
    assert [(one["success"], [fault["statusCode"] for fault in one["errors"]]) for one in saved] == [
        (True, []),
        (False, ["ENTITY_IS_DELETED"]),
    ]
    assert crm.records["Opportunity"][id_of(1)][FIELD] == "Align"


def test_the_client_goes_on_from_page_to_page_also_through_what_was_deleted(client: Any, crm: Salesforce):  # noqa: ANN401  # as above
    crm.page = 2
    crm.records["Opportunity"]["006000000000001AAA"]["IsDeleted"] = True
    first = client.query(salesforce.DEALS, include_deleted=True)
    assert (first["done"], first["totalSize"], len(first["records"])) == (False, 3, 2)
    rest = client.query_more(first["nextRecordsUrl"], identifier_is_url=True)
    assert (rest["done"], [one["Name"] for one in rest["records"]]) == (True, ["Deal 3"])
    assert client.query(salesforce.DEALS)["totalSize"] == 2
    crm.page = 2000


def test_the_client_reads_refusals(client: Any, crm: Salesforce):  # noqa: ANN401  # as above
    from simple_salesforce.exceptions import SalesforceMalformedRequest, SalesforceRefusedRequest

    crm.wrong.append(LIMITED)
    with pytest.raises(SalesforceRefusedRequest, match="REQUEST_LIMIT_EXCEEDED"):
        client.query(salesforce.USERS)
    with pytest.raises(SalesforceMalformedRequest, match="INVALID_QUERY_LOCATOR"):
        client.query_more("/services/data/v60.0/query/01gnothing-2", identifier_is_url=True)


def test_a_client_with_another_secret_is_not_let_in(crm: Salesforce):
    from simple_salesforce.api import Salesforce as Client
    from simple_salesforce.exceptions import SalesforceAuthenticationFailed

    with serving(crm) as base, requests.Session() as session:
        session.mount("https://", Here(base))
        with pytest.raises(SalesforceAuthenticationFailed):
            Client(consumer_key=CLIENT, consumer_secret="other", domain="northwind.my", session=session, version="60.0")
