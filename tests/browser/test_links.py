"""Whatever a page points to is there, and no page carries styles or scripts of its own."""

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from tests.year_world import World

pytestmark = pytest.mark.django_db(transaction=True)
HREF = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
OWN_LOOK = re.compile(r"<[^>]+\sstyle=|<[^>]+\son\w+=|<style|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
OF_A_KIND = 6  # addresses that differ only in ids and numbers: so many of them are opened


def links(address: str, text: str) -> list[str]:
    """Addresses of this site, without the place on the page."""
    found = [urljoin(address, unescape(href)).split("#")[0] for href in HREF.findall(text)]
    return [one for one in found if one.startswith("/")]


@pytest.mark.parametrize("name", ["", "柳湾记载人", "办公室", "柳湾主任"])
def test_no_link_is_dead_and_no_page_brings_its_own_script(world: World, name: str) -> None:
    client, start = Client(), "/"
    if name:
        client.force_login(world.accounts[name])
    else:
        start = "/login/"
    seen, waiting, kinds = {start}, deque([start]), Counter[str]()
    wrong = []
    while waiting:
        address = waiting.popleft()
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            wrong.append(f"{address} {answer.status_code}")
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        text = answer.text
        wrong += [f"{address} {bit[:60]}" for bit in OWN_LOOK.findall(text)]
        if "content-security-policy" not in answer.headers:
            wrong.append(f"{address} no policy")
        for one in dict.fromkeys(links(urlsplit(here).path, text)):
            kind = NUMBERS.sub("N", one)
            if one not in seen and kinds[kind] < OF_A_KIND:
                kinds[kind] += 1
                seen.add(one)
                waiting.append(one)
    assert wrong == []
    assert len(kinds) >= (20 if name else 3), kinds
