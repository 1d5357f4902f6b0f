"""The documentation people read."""

import json
import re

from admin.problems import KINDS
from tests.harness.portal import Browser
from tests.harness.rest import NOT_FOUND, problem


def test_anybody_reads_about_every_operation_and_error(stranger: Browser) -> None:
    answer = stranger.get("/api/v1/docs")
    paths = json.loads(stranger.get("/api/v1/openapi.json").text)["paths"]

    assert answer.status_code == 200
    shown = re.findall(r"<h3[^>]*>.*<code>([^<]*)</code>", answer.text)
    assert set(shown) == set(paths)
    assert set(re.findall(r'id="([^"]*)"', answer.text)) >= {
        f"problem-{kind.name}" for kind in KINDS.values()
    }


def test_every_anchor_leads_somewhere_and_names_one_thing(stranger: Browser) -> None:
    page = stranger.get("/api/v1/docs").text
    ids = re.findall(r'\sid="([^"]*)"', page)

    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)


def test_the_page_needs_nothing_from_elsewhere(stranger: Browser) -> None:
    text = stranger.get("/api/v1/docs").text

    assert set(re.findall(r'src="(/[a-z]+/|[^"]*)', text)) == {"/assets/"}
    assert not re.search(r"<script(?! src=)|<style|\sstyle=", text)
    assert not re.findall(r"https?://(?!stoa\.test)", text)


def test_the_document_the_portal_serves_is_the_contract(stranger: Browser) -> None:
    served = stranger.get("/api/v1/openapi.json")

    assert served.content_type == "application/json"
    assert "/api/v1/me" in served.text
    assert problem(stranger.get("/api/v1/openapi.yaml")) == NOT_FOUND
