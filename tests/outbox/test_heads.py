"""No line break of a name or an address becomes another head of a mail."""

import pytest

from server import ids
from server.outbox.message import Claimed, Mail
from server.outbox.outside import NotSent, letter
from tests.cast import TUESDAY


@pytest.mark.parametrize("broken", ["x\r\nBcc: evil@example.net", "x\nBcc: evil@example.net", "x\rBcc: evil@example.net"])
@pytest.mark.parametrize("where", ["to", "subject", "stop"])
def test_what_would_begin_another_head_is_no_mail(where: str, broken: str):
    content = Mail(**{"to": "ada@example.org", "subject": "Hello", "text": "Hello", where: broken})
    with pytest.raises(NotSent, match="Header values"):
        letter(Claimed(id=ids.new(), attempts=1, made=TUESDAY, content=content), sender="us@example.org", now=TUESDAY)


def test_the_words_of_a_mail_are_its_body_whatever_they_begin_with():
    content = Mail(to="ada@example.org", subject="Hello", text="\r\nBcc: evil@example.net\r\n\r\nHello")
    sent = letter(Claimed(id=ids.new(), attempts=1, made=TUESDAY, content=content), sender="us@example.org", now=TUESDAY)
    assert sent["Bcc"] is None
    assert "Bcc: evil@example.net" in sent.get_content()
