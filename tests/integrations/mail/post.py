"""Mail as three programs write it, and their calendars: our own samples. Mara sells Northgate Dairy to Petra and Jan."""

from email.message import EmailMessage
from typing import Final

ME: Final = "mara@acme.example"
INBOX: Final = "deals@in.example"
MY_INBOX: Final = "deals+k7wq@in.example"

LINES: Final = ("We lose half a shift a week to it.", "If the audit finds it again, Jan has to stop line two.", "Petra")
SAID: Final = f"{LINES[0]} {LINES[1]}"

GMAIL: Final = f"""For the deal.

---------- Forwarded message ---------
From: Petra Nováková <petra@northgate.example>
Date: Fri, Nov 20, 2026 at 10:12 AM
Subject: Re: What the audit found
To: Mara Lindqvist <{ME}>
Cc: Jan Dvořák <jan@northgate.example>


{SAID}

Petra

On Thu, Nov 19, 2026 at 4:02 PM Mara Lindqvist <{ME}>
wrote:

> What did the audit find?
"""

OUTLOOK: Final = f"""

________________________________
Von: Petra Nováková <petra@northgate.example>
Gesendet: Freitag, 20. November 2026 10:12
An: Mara Lindqvist <{ME}>
Cc: Jan Dvořák <jan@northgate.example>
Betreff: AW: What the audit found

{SAID}

Petra

________________________________
Von: Mara Lindqvist <{ME}>
Gesendet: Donnerstag, 19. November 2026 16:02
An: Petra Nováková <petra@northgate.example>
Betreff: What the audit found

What did the audit find?
"""

APPLE: Final = f"""Begin forwarded message:

> From: Petra Nováková <petra@northgate.example>
> Subject: Re: What the audit found
> Date: 20 November 2026 at 10:12:07 CET
> To: Mara Lindqvist <{ME}>
> Cc: Jan Dvořák <jan@northgate.example>
>\x20
> {SAID}
>\x20
> Petra
>\x20
>> On 19 Nov 2026, at 16:02, Mara Lindqvist <{ME}> wrote:
>>\x20
>> What did the audit find?
"""

FORWARDED: Final = {"gmail": GMAIL, "outlook": OUTLOOK, "apple": APPLE}

OUTLOOK_WEB: Final = f"""<html><body>
<div class="elementToProof">For the deal.</div>
<div id="appendonsend"></div>
<hr style="display:inline-block;width:98%" tabindex="-1">
<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif"><b>From:</b> Petra Nováková &lt;petra@northgate.example&gt;<br>
<b>Sent:</b> Friday, November 20, 2026 10:12 AM<br>
<b>To:</b> Mara Lindqvist &lt;{ME}&gt;<br>
<b>Subject:</b> RE: What the audit found</font>
<div>&nbsp;</div>
</div>
"""

DIVS: Final = "".join(f"<div>{line}</div>" for line in LINES)

FORWARDED_HTML: Final = {
    "a div for each line": OUTLOOK_WEB + DIVS,
    "a paragraph for each line": OUTLOOK_WEB + "".join(f"<p class=MsoNormal>{line}</p>" for line in LINES),
    "no blank line below the headers": OUTLOOK_WEB.replace("<div>&nbsp;</div>", "") + DIVS,
}
"""What Outlook on the web forwards, which writes no plain text beside it."""


def mail(
    text: str, *, sender: str = f"Mara Lindqvist <{ME}>", to: str = MY_INBOX, name: str = "1", html: bool = False
) -> EmailMessage:
    """A mail with this text, as it leaves a program."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = to
    made["Subject"] = "Fwd: What the audit found"
    made["Date"] = "Fri, 20 Nov 2026 11:30:00 +0100"
    made["Message-ID"] = f"<{name}@mail.example>"
    made.set_content(text, subtype="html" if html else "plain")
    return made


def invitation(
    *,
    method: str = "REQUEST",
    uid: str = "m1@cal.example",
    starts: str = "DTSTART;TZID=Europe/Prague:20261201T233000",
    petra: str = "ACCEPTED",
    organiser: str = "",
    mine: str = ME,
    sequence: int = 0,
    stamp: str = "20261120T101500Z",
    more: str = "",
) -> str:
    """An invitation of Mara's to Petra. It is late in the evening in Prague."""
    return f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Ours//EN
METHOD:{method}
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:{stamp}
{starts}
SUMMARY:Decide on the proof
DESCRIPTION:Purpose: choose the line for the proof.
ORGANIZER;CN=Mara Lindqvist:mailto:{organiser or mine}
ATTENDEE;CN=Petra Nováková;PARTSTAT={petra}:mailto:petra@northgate.example
ATTENDEE;CN=Joel;PARTSTAT=ACCEPTED:mailto:joel@{mine.partition("@")[2]}
{more}END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def with_calendar(text: str, *, name: str = "2", sender: str = f"Mara Lindqvist <{ME}>") -> EmailMessage:
    """A mail that brings a calendar."""
    made = mail("Please see the invitation.", name=name, sender=sender)
    made.add_alternative(text, subtype="calendar", params={"method": "REQUEST"})
    return made
