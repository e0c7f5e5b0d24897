"""What a mail server answers, told apart: whose fault it is that a mail did not leave."""

import pytest

from server.outbox.trouble import ADDRESS, LATER, REFUSES, UNKNOWN_USER, of_answer


@pytest.mark.parametrize(
    ("code", "text", "mark"),
    [
        (550, "5.1.1 <bo@example.org>: Recipient address rejected: User unknown", ADDRESS),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound", ADDRESS),
        (550, "5.2.1 The account is disabled", ADDRESS),
        (552, "5.2.2 Mailbox full", ADDRESS),
        (550, "5.4.1 Recipient address rejected: Access denied", ADDRESS),
        (550, "No such user here", ADDRESS),
        (553, "sorry, that name is not here", ADDRESS),
        (501, "bad address syntax", ADDRESS),
        (550, "relaying denied", REFUSES),
        (550, "authentication required", REFUSES),
        (550, "5.7.1 Client host blocked", REFUSES),
        (550, "5.1.8 Sender's domain is not found", REFUSES),
        (554, "5.7.1 <bo@example.org>: Relay access denied", REFUSES),
        (554, "no", REFUSES),
        (530, "5.7.0 Authentication required", UNKNOWN_USER),
        (450, "4.2.0 Greylisted", LATER),
        (451, "4.7.1 come back", LATER),
        (452, "4.2.2 Mailbox full", LATER),
        (450, "busy", LATER),
        (452, "4.3.1 Insufficient system storage", REFUSES),
        (421, "too many connections", REFUSES),
    ],
)
def test_an_answer_to_the_name_of_who_it_is_for(code: int, text: str, mark: str):
    assert of_answer(code, text, recipient=True) == mark


def test_without_a_status_an_answer_to_something_else_speaks_of_no_address():
    assert of_answer(550, "no such user") == REFUSES
    assert of_answer(550, "5.1.1 no such user") == ADDRESS
