"""The vendor's own client reads every route of our HubSpot, so that what our reader is tested against is what HubSpot promises."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from server.integrations.crm.field import HUBSPOT, PROPERTY
from tests.integrations.crm.fakes.hubspot import TOKEN, HubSpot, limited
from tests.integrations.crm.fakes.serve import serving
from tests.integrations.crm.world import at, small

HISTORY = ["dealstage", "closedate", "hubspot_owner_id"]


@pytest.fixture
def crm() -> HubSpot:
    crm = small(3)
    crm.deal("4", at(4), dealname="Gone", dealstage="needs").archived_at = at(5)
    return crm


class Client:
    """The vendor's own client, pointed at an address of ours."""

    def __init__(self, base: str) -> None:
        from hubspot.crm import associations, deals, owners, pipelines, properties
        from hubspot.crm.objects import meetings, tasks

        def api(package: Any, name: str) -> Any:  # noqa: ANN401  # the client has no types
            configuration = package.Configuration(host=base)
            configuration.access_token = TOKEN
            # Otherwise it would wait as long as it is told.
            configuration.retries = False
            return getattr(package, name)(package.ApiClient(configuration))

        self.deals, self.search, self.batch = (api(deals, name) for name in ("BasicApi", "SearchApi", "BatchApi"))
        self.tasks, self.task_search, self.task_batch = (api(tasks, name) for name in ("BasicApi", "SearchApi", "BatchApi"))
        self.meetings, self.associations = api(meetings, "BasicApi"), api(associations, "BatchApi")
        self.fields = api(properties, "CoreApi")
        self.owners, self.pipelines = api(owners, "OwnersApi"), api(pipelines, "PipelinesApi")


@pytest.fixture
def client(crm: HubSpot) -> Iterator[Client]:
    with serving(crm) as base:
        yield Client(base)


def test_the_client_lists_deals_with_their_history(client: Client):
    page = client.deals.get_page(limit=2, properties=["dealname", "amount"], properties_with_history=HISTORY)
    assert [deal.id for deal in page.results] == ["1", "2"]
    first = page.results[0]
    assert (first.properties["dealname"], first.archived, first.created_at) == ("Deal 1", False, at(1))
    assert [(one.value, one.timestamp) for one in first.properties_with_history["dealstage"]] == [
        ("needs", at(4)),
        ("meeting", at(1)),
    ]
    rest = client.deals.get_page(limit=2, after=page.paging.next.after, properties_with_history=HISTORY)
    assert ([deal.id for deal in rest.results], rest.paging) == (["3"], None)


def test_the_client_lists_deleted_deals(client: Client):
    [gone] = client.deals.get_page(archived=True).results
    assert (gone.id, gone.archived, gone.archived_at) == ("4", True, at(5))


def test_the_client_searches_what_changed(client: Client):
    from hubspot.crm.deals import PublicObjectSearchRequest

    since = str(int(datetime(2026, 10, 6, tzinfo=UTC).timestamp() * 1000))
    request = PublicObjectSearchRequest(
        filter_groups=[{"filters": [{"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": since}]}],
        sorts=["hs_lastmodifieddate"],
        properties=["hs_lastmodifieddate"],
        limit=1,
    )
    found = client.search.do_search(request)
    assert (found.total, [deal.id for deal in found.results], found.paging.next.after) == (2, ["2"], "1")


def test_the_client_reads_several_deals_at_once(client: Client):
    from hubspot.crm.deals import BatchReadInputSimplePublicObjectId

    wanted = BatchReadInputSimplePublicObjectId(
        inputs=[{"id": "1"}, {"id": "3"}, {"id": "404"}], properties=["dealname"], properties_with_history=HISTORY
    )
    found = client.batch.read(wanted)
    assert (found.status, [deal.properties["dealname"] for deal in found.results]) == ("COMPLETE", ["Deal 1", "Deal 3"])


def test_the_client_reads_tasks_and_meetings_with_what_they_are_about(client: Client, crm: HubSpot):
    from hubspot.crm.associations import BatchInputPublicObjectId
    from hubspot.crm.objects.tasks import BatchReadInputSimplePublicObjectId, PublicObjectSearchRequest

    crm.task("7", at(5), "1", "2", hs_task_subject="Send the numbers", hs_task_status="NOT_STARTED")
    crm.task("8", at(6), hs_task_subject="About nobody")
    crm.meeting("9", at(6), "3", hs_meeting_title="Security review", hs_meeting_outcome="SCHEDULED")
    page = client.tasks.get_page(limit=100, properties=["hs_task_subject"], associations=["deals"])
    assert {task.id: [one.id for one in task.associations["deals"].results] for task in page.results if task.associations} == {
        "7": ["1", "2"]
    }
    [meeting] = client.meetings.get_page(properties=["hs_meeting_title"], associations=["deals"]).results
    assert (meeting.properties["hs_meeting_title"], meeting.associations["deals"].results[0].id) == ("Security review", "3")
    since = [{"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": str(int(at(6).timestamp() * 1000))}]
    found = client.task_search.do_search(PublicObjectSearchRequest(filter_groups=[{"filters": since}], limit=100))
    assert [task.id for task in found.results] == ["8"]
    links = client.associations.read("tasks", "deals", BatchInputPublicObjectId(inputs=[{"id": "7"}, {"id": "8"}]))
    assert [(link._from.id, [one.id for one in link.to]) for link in links.results] == [("7", ["1", "2"])]
    read = BatchReadInputSimplePublicObjectId(
        inputs=[{"id": "7"}, {"id": "404"}], properties=["hs_task_status"], properties_with_history=[]
    )
    answer = client.task_batch.read(read)
    assert [(task.id, task.properties["hs_task_status"]) for task in answer.results] == [("7", "NOT_STARTED")]
    assert (answer.num_errors, answer.errors[0].category) == (1, "OBJECT_NOT_FOUND")


def test_the_client_makes_a_field_and_writes_it_into_several_deals(client: Client, crm: HubSpot):
    from hubspot.crm.deals import BatchInputSimplePublicObjectBatchInput
    from hubspot.crm.properties import PropertyCreate

    made = client.fields.create("deals", PropertyCreate(**snake(HUBSPOT.made.json if HUBSPOT.made else {})))
    found = client.fields.get_by_name("deals", PROPERTY)
    assert (made.name, found.type, found.modification_metadata.read_only_value) == (PROPERTY, "string", False)
    inputs = [{"id": id, "properties": {PROPERTY: "Align"}} for id in ("1", "2", "404")]
    answer = client.batch.update(BatchInputSimplePublicObjectBatchInput(inputs=inputs))
    assert [(deal.id, deal.properties[PROPERTY]) for deal in answer.results] == [("1", "Align"), ("2", "Align")]
    assert (answer.errors[0].category, answer.errors[0].context["ids"]) == ("OBJECT_NOT_FOUND", ["404"])


def snake(told: dict[str, str]) -> dict[str, str]:
    """Names as the client writes them."""
    return {{"groupName": "group_name", "fieldType": "field_type"}.get(name, name): value for name, value in told.items()}


def test_the_client_reads_owners_also_former_ones_and_pipelines(client: Client):
    active = client.owners.get_page(limit=100, archived=False).results
    [former] = client.owners.get_page(archived=True).results
    assert (active[0].email, former.id, former.user_id_including_inactive) == ("ada@example.org", "19", 19)
    sales = client.pipelines.get_all("deals").results[0]
    assert [(stage.id, stage.label, stage.metadata["isClosed"]) for stage in sales.stages][-2:] == [
        ("won", "Closed won", "true"),
        ("lost", "Closed lost", "true"),
    ]


def test_the_client_reads_a_refusal(client: Client, crm: HubSpot):
    from hubspot.crm.deals import ApiException

    crm.wrong.append(limited(7))
    with pytest.raises(ApiException) as busy:
        client.deals.get_page()
    assert (busy.value.status, busy.value.headers["Retry-After"]) == (429, "7")
    with pytest.raises(ApiException) as many:
        client.deals.get_page(limit=51, properties_with_history=HISTORY)
    assert many.value.status == 400
