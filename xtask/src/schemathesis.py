"""Files a birth registration by the API, as another system would, so that there is something to look up.

The answers are those of the example in the description; only the standard library is used.
"""

import json
import sys
import urllib.request

server, token = sys.argv[1:]
PDF = b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def ask(path, body=None, media_type="application/json", **headers):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": media_type} | headers
    request = urllib.request.Request(server + path, body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


document = ask("/api/openapi.json")
wish = document["components"]["schemas"]["NewDossier"]["examples"][0]
begun = ask("/api/v1/dossiers", json.dumps(wish).encode(), **{"Idempotency-Key": "schemathesis-1"})
draft = f"/api/v1/drafts/{begun['draft']}"
if not begun["code"]:
    missing = [found["field"] for found in begun["problems"]]
    assert missing == ["paper.birth_notification"], missing
    ask(f"{draft}/papers/birth_notification?name=a.pdf", PDF, "application/pdf")
    begun = ask(f"{draft}/submission", b"{}")
print(begun["code"])
