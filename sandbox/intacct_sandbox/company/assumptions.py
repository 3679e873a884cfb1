"""Where the public facts about Sage Intacct leave two readings, the sandbox can take either.

Source: docs/api/assumptions.md says of each why its default is what it is.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast, get_args

from intacct_sandbox.query.readings import Readings


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The reading taken of each open point.

    Attributes:
        closing_journals: Whether the year end posts entries that empty the income statement accounts into
            retained earnings (`posted`), or only the reports do so (`none`).
        dead_token: The status that a token no longer good is answered with.
        composite_transaction: Whether the transaction header makes a composite `all-or-nothing`.
        composite_entity: Whether a sub-request sees the entity of the composite's header (`inherited`) or only
            that of its own and of the token (`own`).
        composite_calls: Whether each sub-request of a composite is billed, or the composite as one call.
        composite_error: Where a failed sub-request has its error: in its `element`, or `in-result`.
        export_csv_type: The media type of an export as CSV: `text` for text/csv, or the one of `excel`.
        inactive_user_token: Whether the access tokens of a user who is made inactive live until they expire.
        refused_calls: Whether a call that an endpoint refuses is a transaction.
        composite_partial: Whether a batch that failed in part stops the composite that it is in.
        composite_headers: Whether references to results are replaced in the headers of sub-requests too.
        cached_date: Whether the date of an idempotent answer stands on `repeated` answers or on all of them.
        report_csv_type: The media type of a report as CSV.
        duplicate: The status of a number or id that is used already.
        unsubscribed: Whether the objects of a module without subscription are unknown, or there and forbidden.
        export_rows: Whether an export whose query has a `size` holds that many rows (`asked`) or all.
        system_view_name: Whether a system view is asked for by its key alone (`view`), or an `object`'s name
            brings all of its views.
        array_query: Whether a list of queries is `refused` or answered with a list of `results`.
        report_budget_months: Whether a budget counts for the periods that a report's range only touches, or
            for those alone that lie in it.
        report_csv: Whether the CSV of a report begins with its title lines (`titled`) or its header row.
        report_earnings: Where the result of the months between the fiscal year's start and the range is
            in a report over part of a year: in no account (`nowhere`) or in retained earnings (`retained`).
        report_late_cancel: What the cancel of a report that is no longer waiting is answered with: the
            status `failed`, or an error (`refused`).
        report_location: Whether a company with several base currencies must name a location.
        report_statistics: Whether a trial balance that says nothing of statistical accounts shows them.
        report_waiting: The status of a report that waits for another one to finish.
        report_ytd: What a report that shows year-to-date balances does with income statement accounts: open
            them with the year so far (`opening`), or add a column (`column`).
        report_account_choice: Whether an account balance report must name a range or a group.
        retry_after: Whether a plain `Retry-After` comes with 429, beside the headers of the API's own.
        oversize: The status that a body over 1 MB is answered with.
        token_calls: Whether a call of the token endpoint is a transaction.
        model_calls: Whether a call of the model service is a transaction.
        old_idempotency_key: Between 48 hours and 60 days after its first use a key is `refused`, or the
            request is carried out anew (`new`).
        unknown_entity: The status of a request whose entity header names no entity, or one that its user may
            not see.
        aggregate_keys, sums, aggregate_order, aggregate_beside_key, relative_dates, location_filter: See
            query/readings.py.
        unknown_client: Who refuses an application or company nobody knows: the token endpoint
            (`invalid-grant`), or the gateway before it (`gateway`, GW-0011).
        redirect_uris: Whether a sign-in may end at any loopback address (`loopback`), or only at a registered
            https address that does not say localhost (`registered`).
        code_life: Seconds that an authorization code is good.
        refresh_rotation: Whether a refresh brings a new refresh token and ends the old one (`rotates`), or
            brings none and leaves the old one good (`keeps`).
        refresh_life: How long a refresh token is good.
        refresh_secret: Whether an application that signed in by PKCE alone must show a secret to refresh.
        refresh_entity: Whether the entity of one refresh holds for the ones after it.
        second_grant: Which grants replace which of the same user: authorizations each other, or any any.
        second_grant_client: Whether a grant replaces those of other applications too.
        second_grant_access: What becomes of the access tokens of a replaced grant.
        revoke_reach: Whether revoking ends all of the user's tokens, or the one that was sent.
        session_life: Seconds that a session of the session service is good.
        approval: Which bills and AP payments wait for somebody once they are submitted.
        draft_lines: Whether the lines of draft entries are seen by queries.
        book_id: How the accrual book's id is spelled.
        credit_sign: The sign of a credit memo's amounts in answers.
        adjustment_totals: Whether an adjustment's header has its totals.
        reversed_state: The state of the lines of an entry that was reversed.
        total_due: Whether what a party owes is net of credits, advances and money on account, and then with or
            without what is held back.
        subledger_postings: Whether documents and payments have entries of their own or stand in daily sums.
        unset_enum, unset_reference, negative_null, week_start, query_alias, count_of, filter_fields,
            deprecated_fields: See query/readings.py.
        unknown_object: The status of a query for an object that there is not.
        list_parameters: Whether a query parameter of a list is `refused` or `ignored`.
        unknown_keys: What becomes of a GET of several keys of which some do not exist.
        missing_right: What a user who may see one entity gets for another's record: 403, or `empty`, as if
            there were none.
        id_and_key: Whether the id and the key of a reference must agree, or the id is not looked at.
        batch_all_failed: Whether a batch of which nothing was done is 207 (`mixed`) or has the first
            error's own status (`plain`).
        element_error: The form of an error in a list of results: an object, a list of one, or an object
            one level deeper.
        success_counters: Whether `ia::meta` of a success has all three counters, or `totalCount` only.
        page_links: Whether `next` and `previous` are numbers or text.
        application_envelope: Whether the error of an application stands in `ia::result` (`nested`) or beside
            `ia::meta` (`flat`).
        business_status: The status of a broken business rule.
        entry_amounts: Whether the amount of a journal entry line must be above zero (`positive`), or may be nothing,
            or below zero and so on the other side (`signed`).
    """

    closing_journals: Literal["none", "posted"] = "none"
    dead_token: Literal["401", "400"] = "401"
    composite_transaction: Literal["ignored", "all-or-nothing"] = "ignored"
    composite_entity: Literal["inherited", "own"] = "inherited"
    composite_calls: Literal["each", "one"] = "each"
    composite_error: Literal["element", "in-result"] = "element"
    export_csv_type: Literal["text", "excel"] = "text"
    inactive_user_token: Literal["lives", "dies"] = "lives"
    refused_calls: Literal["free", "counted"] = "free"
    composite_partial: Literal["stops", "goes-on"] = "stops"
    composite_headers: Literal["literal", "replaced"] = "literal"
    cached_date: Literal["repeated", "always"] = "repeated"
    report_csv_type: Literal["octet-stream", "text"] = "octet-stream"
    duplicate: Literal["409", "422"] = "409"
    unsubscribed: Literal["not-found", "forbidden"] = "not-found"
    export_rows: Literal["asked", "all"] = "asked"
    system_view_name: Literal["object", "view"] = "object"
    array_query: Literal["refused", "results"] = "refused"
    report_budget_months: Literal["touched", "whole"] = "touched"
    report_csv: Literal["titled", "plain"] = "titled"
    report_earnings: Literal["nowhere", "retained"] = "nowhere"
    report_late_cancel: Literal["failed", "refused"] = "failed"
    report_location: Literal["optional", "required"] = "optional"
    report_statistics: Literal["show", "exclude"] = "show"
    report_waiting: Literal["submitted", "pending"] = "submitted"
    report_ytd: Literal["opening", "column"] = "opening"
    report_account_choice: Literal["optional", "required"] = "optional"
    retry_after: Literal["not-sent", "sent"] = "not-sent"
    oversize: Literal["413", "400"] = "413"
    token_calls: Literal["free", "counted"] = "free"
    model_calls: Literal["counted", "free"] = "counted"
    old_idempotency_key: Literal["refused", "new"] = "refused"
    unknown_entity: Literal["400", "403"] = "400"
    aggregate_keys: Literal["asked", "dotted", "field"] = "asked"
    sums: Literal["text", "number"] = "text"
    aggregate_order: Literal["allowed", "refused"] = "allowed"
    aggregate_beside_key: Literal["allowed", "refused"] = "allowed"
    relative_dates: Literal["edges", "start"] = "edges"
    location_filter: Literal["exact", "tree"] = "exact"

    unknown_client: Literal["invalid-grant", "gateway"] = "invalid-grant"
    redirect_uris: Literal["loopback", "registered"] = "loopback"
    code_life: Literal["600", "60"] = "600"
    refresh_rotation: Literal["rotates", "keeps"] = "rotates"
    refresh_life: Literal["180-days", "forever"] = "180-days"
    refresh_secret: Literal["required", "optional"] = "required"
    refresh_entity: Literal["once", "kept"] = "once"
    second_grant: Literal["authorization", "any"] = "authorization"
    second_grant_client: Literal["any", "same"] = "any"
    second_grant_access: Literal["dies", "lives"] = "dies"
    revoke_reach: Literal["user", "token"] = "user"
    session_life: Literal["21600", "3600"] = "21600"
    approval: Literal["above-10000", "none", "all"] = "above-10000"
    draft_lines: Literal["shown", "hidden"] = "shown"
    book_id: Literal["ACCRUAL", "Accrual"] = "ACCRUAL"
    credit_sign: Literal["negative", "positive"] = "negative"
    adjustment_totals: Literal["filled", "empty"] = "filled"
    reversed_state: Literal["posted", "reversed"] = "posted"
    total_due: Literal["net", "with-retainage", "gross"] = "net"
    unset_enum: Literal["null", "empty"] = "null"
    unset_reference: Literal["nulls", "absent"] = "nulls"
    negative_null: Literal["left-out", "found"] = "left-out"
    week_start: Literal["sunday", "monday"] = "sunday"
    query_alias: Literal["none", "leaks"] = "none"
    count_of: Literal["any", "fixed"] = "any"
    filter_fields: Literal["one", "several"] = "one"
    deprecated_fields: Literal["queryable", "refused"] = "queryable"
    unknown_object: Literal["400", "404"] = "400"
    list_parameters: Literal["refused", "ignored"] = "refused"
    unknown_keys: Literal["left-out", "not-found"] = "left-out"
    missing_right: Literal["empty", "forbidden"] = "empty"
    id_and_key: Literal["must-agree", "key-wins"] = "must-agree"
    batch_all_failed: Literal["mixed", "plain"] = "mixed"
    element_error: Literal["object", "list", "nested"] = "object"
    success_counters: Literal["all", "total"] = "all"
    page_links: Literal["number", "text"] = "number"
    application_envelope: Literal["nested", "flat"] = "nested"
    business_status: Literal["422", "400"] = "422"
    entry_amounts: Literal["positive", "signed"] = "positive"
    subledger_postings: Literal["detail", "summary"] = "detail"

    def with_switches(self, switches: list[str]) -> "Assumptions":
        """Apply `name=value` switches as the command line takes them.

        Raises:
            ValueError: A name or a value that is not known, with those that are.
        """
        changed = self
        for switch in switches:
            name, _, value = switch.partition("=")
            field_name = name.strip().replace("-", "_")
            if field_name not in {field.name for field in fields(self)}:
                known = ", ".join(field.name.replace("_", "-") for field in fields(self))
                raise ValueError(f"No assumption {name!r}. Known: {known}.")
            choices = get_args(self.__annotations__[field_name])
            if value not in choices:
                raise ValueError(f"{name} takes {' or '.join(choices)}, not {value!r}.")
            changed = replace(changed, **cast("dict[str, Any]", {field_name: value}))
        return changed

    @property
    def readings(self) -> Readings:
        """The readings that the query service takes."""
        return Readings(**{each.name: getattr(self, each.name) for each in fields(Readings)})
