"""A browser without a window: it opens the consent page, presses a button and goes where it is sent.

As a program it is a browser for BROWSER, where everybody presses Allow.
"""

import sys
from dataclasses import dataclass
from urllib.parse import urljoin

import anyio
import httpx2

from signing_in import Form


@dataclass(frozen=True)
class Visit:
    """What a person did on the consent page.

    Attributes:
        location: Where the browser was sent.
        shown: What it showed in the end.
    """

    location: str
    shown: str


async def answer_consent(
    url: str, decision: str = "allow", *, user: str = "", follow: bool = True
) -> Visit:
    """Press a button of the consent page.

    Args:
        url: The page.
        decision: `allow` or `deny`.
        user: Who is chosen; the first when left out.
        follow: Go where the answer sends the browser; certificates are taken as they come.
    """
    # A certificate that was made for the occasion is known to nobody.
    async with httpx2.AsyncClient(verify=False, timeout=20) as browser:
        page = await browser.get(url)
        form = Form(page.text)
        button = form.buttons[decision]
        chosen = {"user": user} if user else {}
        fields = {**form.fields, button["name"]: button["value"], **chosen}
        answer = await browser.post(urljoin(url, form.attributes["action"]), data=fields)
        location = answer.headers["Location"]
        shown = (await browser.get(location)).text if follow else ""
    return Visit(location, shown)


if __name__ == "__main__":
    anyio.run(answer_consent, sys.argv[1])
