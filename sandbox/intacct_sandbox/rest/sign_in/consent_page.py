"""The pages a browser shows while a user signs in: the question, and why there is none.

Source: docs/api/consent.md. Plain HTML without scripts; nothing is loaded; every value from outside is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from starlette.responses import HTMLResponse

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; }}
select, button {{ font: inherit; padding: .5rem 1rem; margin: .5rem .5rem .5rem 0; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
_QUESTION = """<p><strong>{application}</strong> asks to work in <strong>{company}</strong>
(company id {company_id}) as the user chosen here. It can then read and change what that user may.</p>
{lasting}<p>The answer goes to <code>{redirect_uri}</code></p>
<form method="post" action="{action}">
<input type="hidden" name="ticket" value="{ticket}">
<p><label for="user">User</label><br>
<select id="user" name="user">
{users}
</select></p>
<p><button type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny">Deny</button></p>
</form>"""
_LASTING = "<p>It stays signed in until you or an administrator end that.</p>\n"


@dataclass(frozen=True, slots=True)
class Question:
    """What the user is asked.

    Attributes:
        action: Where the form goes.
        ticket: Proves that the answer comes from this very page.
        users: Id and name of those to choose from.
        user_id: Who is chosen at first.
    """

    application: str
    company: str
    company_id: str
    redirect_uri: str
    is_lasting: bool
    action: str
    ticket: str
    users: Sequence[tuple[str, str]]
    user_id: str


def ask(question: Question) -> HTMLResponse:
    """The page with the question."""
    users = "\n".join(
        f'<option value="{escape(user_id)}"{" selected" if user_id == question.user_id else ""}>'
        f"{escape(name)} ({escape(user_id)})</option>"
        for user_id, name in question.users
    )
    body = _QUESTION.format(
        application=escape(question.application),
        company=escape(question.company),
        company_id=escape(question.company_id),
        lasting=_LASTING if question.is_lasting else "",
        redirect_uri=escape(question.redirect_uri),
        action=escape(question.action),
        ticket=escape(question.ticket),
        users=users,
    )
    return _page("Allow access?", body, 200)


def tell(message: str) -> HTMLResponse:
    """A page that says why nobody is asked (400)."""
    return _page("This sign-in cannot go on", f"<p>{escape(message)}</p>", 400)


def _page(title: str, body: str, status: int) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=title, body=body), status, headers=_HEADERS)
