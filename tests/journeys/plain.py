"""A browser without JavaScript: it knows links, forms and buttons, keeps cookies and follows redirects, and does nothing by itself."""

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx
from msgspec import Struct, field

Fields = Mapping[str, str | Sequence[str]]


class Button(Struct):
    """What one can press: it sends its own name and value with the form, perhaps to an address of its own."""

    label: str = ""
    name: str = ""
    value: str = ""
    action: str = ""


class Form(Struct):
    """A form as it stands: what would be sent now, and its buttons in order."""

    id: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def button(self, label: str = "") -> Button:
        """The button with this label; Enter presses the first one."""
        found = next((one for one in self.buttons if label in one.label), None)
        assert found, f"no button {label!r} among {[one.label for one in self.buttons]}"
        return found


class Plain(Struct):
    """Somebody in front of it. `shown` is the last page."""

    client: httpx.AsyncClient
    shown: httpx.Response = field(default_factory=lambda: httpx.Response(204))

    @property
    def html(self) -> str:
        """What the page says."""
        return self.shown.text

    @property
    def path(self) -> str:
        """Where we are, without the query."""
        return self.shown.url.path

    async def open(self, path: str) -> str:
        """Goes there. The page must be one."""
        self.shown = await self.client.get(path, follow_redirects=True)
        assert self.shown.status_code == 200, f"{path}: {self.shown.status_code}"
        return self.html

    def forms(self) -> list[Form]:
        """Every form of the page."""
        reading = Reading()
        reading.feed(self.html)
        return reading.finished()

    def form(self, *, id: str = "", action: str = "", button: str = "") -> Form:
        """The first form with this id, that goes there, or that has this button."""
        for form in self.forms():
            goes = not action or form.action == action
            if (not id or form.id == id) and goes and (not button or any(button in one.label for one in form.buttons)):
                return form
        raise AssertionError(f"no form {id}{action}{button} on {self.path}: {[(one.id, one.action) for one in self.forms()]}")

    async def press(self, form: Form, label: str = "", typed: Fields | None = None) -> httpx.Response:
        """Fills the form, presses the button and follows where it leads."""
        answer = await self.send(form, label, typed)
        self.shown = (
            answer if not answer.is_redirect else await self.client.get(answer.headers["Location"], follow_redirects=True)
        )
        return self.shown

    async def send(self, form: Form, label: str = "", typed: Fields | None = None) -> httpx.Response:
        """The same without going anywhere: what the server answers first."""
        button = form.button(label)
        sent: dict[str, Any] = {**form.fields, **(typed or {})}
        if button.name:
            sent[button.name] = button.value
        return await self.post(button.action or form.action, sent)

    async def post(self, path: str, sent: Mapping[str, Any]) -> httpx.Response:
        """A form sent as a browser sends it."""
        base = urlsplit(str(self.client.base_url))
        headers = {"Origin": f"{base.scheme}://{base.netloc}", "Sec-Fetch-Site": "same-origin"}
        return await self.client.post(path, data=dict(sent), headers=headers)

    async def sign_in(self, name: str) -> None:
        """One tap on the cast of the demonstration."""
        await self.open("/sign-in")
        await self.press(self.form(action="/sign-in/demo"), name)
        assert "sign-in" not in self.path


class Reading(HTMLParser):
    """Gathers the forms of a page and what a browser would send with them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.apart: list[tuple[str, Button]] = []
        """Buttons that name their form."""
        self.open: Form | None = None
        self.pressing: Button | None = None
        self.writing: str = ""
        self.choosing: str = ""
        self.text: list[str] = []

    def finished(self) -> list[Form]:
        """The forms, each with the buttons that lie outside of it."""
        for owner, button in self.apart:
            next(form for form in self.found if form.id == owner).buttons.append(button)
        return self.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(given.get("id", ""), given["action"])
            self.found.append(self.open)
        elif tag == "button":
            self._button(given)
        elif self.open and "name" in given and tag in {"input", "select", "textarea"}:
            self._field(tag, given)
        elif tag == "option" and self.open and self.choosing:
            self._option(given)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        said = "".join(self.text)
        if tag == "form":
            self.open = None
        elif tag == "button" and self.pressing:
            self.pressing.label = " ".join(said.split())
            self.pressing = None
        elif tag == "textarea" and self.open and self.writing:
            # The newline that a browser drops after the tag.
            self.open.fields[self.writing] = [said.removeprefix("\n")]
            self.writing = ""
        elif tag == "select":
            self.choosing = ""

    def _button(self, given: Mapping[str, str]) -> None:
        self.text = []
        self.pressing = Button(name=given.get("name", ""), value=given.get("value", ""), action=given.get("formaction", ""))
        if "form" in given:
            self.apart.append((given["form"], self.pressing))
        elif self.open:
            self.open.buttons.append(self.pressing)

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        assert self.open
        name = given["name"]
        if tag == "textarea":
            self.writing, self.text = name, []
        elif tag == "select":
            self.choosing = name
        elif given.get("type") not in {"radio", "checkbox"} or "checked" in given:
            self.open.fields.setdefault(name, []).append(given.get("value", "on" if given.get("type") == "checkbox" else ""))

    def _option(self, given: Mapping[str, str]) -> None:
        assert self.open
        if "selected" in given or self.choosing not in self.open.fields:
            self.open.fields[self.choosing] = [given.get("value", "")]
