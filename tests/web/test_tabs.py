"""Two tabs in which one person opened the same page, each with a form of its own: what both send is done once, or is two things by intent."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from server import ids
from tests import databases
from tests.databases import Database
from tests.web import every_form
from tests.web.counted import counts, facts
from tests.web.every_form import FORMS, House, Sent

TABS = 2
SERVER_FAULT = 500

ANEW: Mapping[str, tuple[str, ...]] = {
    # Another thing, made on purpose: its form was rendered for it.
    "/sign-in": (),
    "/sign-in/demo": ("signed-in",),
    "/sign-in/passkey/challenge": (),
    "/account/passkeys/challenge": (),
    "/account/tokens": ("token-made",),
    "/account/reminders/feed": ("feed-made",),
    "/account/mail": ("mail-address-made",),
    "/setup/tokens": ("token-made",),
    "/setup/webhooks": ("webhook-made",),
    "/setup/webhooks/{webhook}/secret": ("webhook-secret-changed",),
    "/setup/webhooks/{webhook}/trial": (),
    "/setup/deals": ("deal-file-given", "deal-mapping-set"),
    "/setup/people/import": ("people-file-given",),
    "/deals": ("deal-added",),
    "/deals/{deal}/evidence": ("evidence-added",),
    "/deals/{deal}/self-check": ("inspection-begun", "row-answered", "inspection-closed", "behaviour-seen"),
    "/inspections/{inspection}/misfits": ("clause-misfit",),
    "/calibrations/{calibration}/wording": ("wording-proposed",),
    "/people/{person}/notes": ("note-written",),
    "/process/{behaviour}/note": ("note-pinned",) * 3,
    "/review": ("commitment-made",),
    # A further try, which is shown as one.
    "/lessons/{lesson}/answers": ("answer-given",),
    "/lessons/{lesson}/hints": ("hint-taken",),
    # The same said or asked once more: it stands as it stood, and who said it when is kept.
    "/account/reminders": ("morning-mail-chosen",),
    "/account/chat": ("chat-chosen",),
    "/focus": ("focus-set",),
    "/drift/focus": ("focus-set",),
    "/calibrations/{calibration}/answers": ("key-agreed",),
    "/calibrations/{calibration}/key": ("key-marked",),
    "/setup/sign-in": ("provider-set",),
    "/setup/chat": ("slack-connected",),
    "/setup/crm/{source}": ("crm-connected", "deal-mapping-set"),
    "/setup/crm/{source}/mapping": ("deal-mapping-set",),
    "/setup/crm/{source}/schedule": ("crm-scheduled", "deal-mapping-set"),
    "/setup/crm/{source}/evidence-stage": ("crm-writing-set",),
    "/setup/people/import/{file}/columns": ("people-columns-set",),
    "/setup/directory/rules": ("directory-rules-set",),
    "/setup/directory/groups/{group}": ("directory-group-meant",),
    "/setup/teams/{team}": ("team-changed",),
    "/setup/policy": ("policy-set",),
    "/setup/deals/{run}/mapping": ("deal-mapping-set",),
    "/setup/deals/retirement": ("deal-source-retired",),
    "/setup/lessons/token": ("lesson-token-set",),
    "/setup/lessons/token/ending": ("lesson-token-set",),
    "/setup/lessons/secret": ("lesson-hook-set",),
    "/setup/lessons/secret/ending": ("lesson-hook-set",),
    "/setup/operations/jobs/{job}/asking": ("job-asked",),
    "/setup/operations/messages/{message}/trial": ("message-asked",),
}
"""Path template to the facts that the same deed adds when it is sent from another tab, which has a form of its own. At any other it adds nothing."""


def test_what_may_be_done_anew_is_the_name_of_a_form():
    assert set(ANEW) <= set(FORMS)


@pytest.fixture(params=["postgres", pytest.param("sqlite", marks=pytest.mark.long)])
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    async with databases.migrated(request.param, tmp_path) as made:
        yield made


async def test_what_two_tabs_send_each_with_a_form_of_its_own_is_done_once(either: Database):
    async with every_form.opened(either) as house:
        for shape, fill in FORMS.items():
            sent, before = await fill(house), await facts()
            await tabs(house, sent, shape)
            done, rows = await facts() - before, await counts()
            assert not Counter(sent.facts) - done, shape
            await tabs(house, sent, shape)
            more = await facts() - before - Counter(sent.facts)
            assert not more - Counter(ANEW.get(shape, ()) * TABS * 2), f"{shape}: {more}"
            assert shape in ANEW or await counts() == rows, shape


async def tabs(house: House, sent: Sent, shape: str) -> None:
    """Sends it from several tabs at the same moment."""
    answers = await asyncio.gather(*(house.send(sent, ids.new()) for _ in range(TABS)))
    told = [one.status_code for one in answers]
    assert max(told) < SERVER_FAULT, f"{shape}: {told}"
