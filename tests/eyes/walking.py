"""How the crawler walks: all addresses from the resolver, filled with things; forms and links of a page, with things swapped."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver

from tests.eyes.county import PLAIN, Party

LONG = 32  # an id of ours or a token; a short number would be taken for an amount
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_WHERE = "把它加到 tests/eyes/county.py 的 Party.things（每个单位一件），或 PLAIN（谁都能看的值）。"


def addresses() -> dict[str, str]:
    """The route of every page → the right that its door wants: `records/<uuid:record_id>/edit/` → write_record."""

    def walk(resolver: URLResolver, above: str = "") -> Iterator[tuple[str, str]]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one, above + str(one.pattern))
            else:
                assert isinstance(one, URLPattern)
                yield above + str(one.pattern), getattr(one.callback, "guarded", "")

    return dict(walk(get_resolver()))


def parameters(route: str) -> list[str]:
    """Names of what the address holds; those that stand for a thing first need to be known."""
    names = _PARAMETER.findall(route)
    assert "^" not in route, f"{route}: 地址里有正则，爬虫看不懂。请用 path()。"
    return names


def filled(route: str, *parties: Party) -> list[tuple[str, bool]]:
    """The route with things of these parties in all mixtures: (address, is any of them not of the first party?)."""
    names = parameters(route)
    pools = []
    for name in names:
        if name in PLAIN:
            pools.append([(str(value), 0) for value in PLAIN[name]])
        else:
            known = [(party.ids[name], n) for n, party in enumerate(parties) if name in party.things]
            pools.append(known)
    found = []
    for values in product(*pools):
        answers = iter(values)
        address = _PARAMETER.sub(lambda _, answers=answers: next(answers)[0], route)
        found.append((f"/{address}", any(n for _, n in values)))
    return found


def unknown(route: str, parties: Iterable[Party]) -> list[str]:
    """Sentences for whoever wrote a page with a thing in its address that no party has."""
    missing = [name for name in parameters(route) if name not in PLAIN and not any(name in p.things for p in parties)]
    return [f"{route}：参数 {name} 爬虫还不认识。{_WHERE}" for name in missing]


def is_about_things(route: str) -> bool:
    return any(name not in PLAIN for name in parameters(route))


@dataclass
class Form:
    """A form as a browser would send it."""

    action: str
    post: bool
    values: list[tuple[str, str]] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)  # options and boxes that were not chosen


class Page(HTMLParser):
    """The forms and the links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {k: v or "" for k, v in attrs}
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif tag == "form":
            self._form = Form(said.get("action", ""), said.get("method") == "post")
            self.forms.append(self._form)
        elif self._form is not None and tag == "select":
            self._select = said.get("name", "")
        elif self._form is not None and tag == "option" and self._select:
            self._choose(self._select, said, "selected" in said)
        elif self._form is not None and said.get("name") and tag in ("input", "textarea", "button"):
            self._input(said, tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _choose(self, name: str, said: dict[str, str], chosen: bool) -> None:
        where = self._form.values if chosen else self._form.choices
        where.append((name, said.get("value", "")))

    def _input(self, said: dict[str, str], tag: str) -> None:
        if said.get("type") in ("radio", "checkbox"):
            self._choose(said["name"], {"value": said.get("value", "on")}, "checked" in said)
        elif tag == "button":
            self._form.choices.append((said["name"], said.get("value", "")))
        elif said.get("type") != "file":
            self._form.values.append((said["name"], said.get("value", "") or ("" if said.get("type") else "试写")))


def swaps(
    said: list[tuple[str, str]], more: list[tuple[str, str]], own: Party, strangers: list[Party]
) -> Iterator[Any]:
    """The same form, once for each thing of one's own in it: with a stranger's thing of that kind in its place."""
    kinds = {thing: kind for kind, thing in own.ids.items() if len(thing) >= LONG}
    for name, value in dict.fromkeys([*said, *more]):
        kind = kinds.get(value)
        for stranger in strangers if kind else ():
            if kind in stranger.things:
                rest = [(k, v) for k, v in said if k != name]
                yield kind, stranger, name, [*rest, (name, stranger.ids[kind])]


def query_of(link: str) -> tuple[str, list[tuple[str, str]]]:
    """A link's address and what its query says."""
    parts = urlsplit(link)
    return parts.path, parse_qsl(parts.query)
