"""What the sandbox refuses to report on, so that nothing that was asked for is left out in silence.

Source: docs/api/reports.md, with what is ignored because it changes nothing but the look.
"""

from intacct_sandbox.company.refused import Malformed, Refused
from intacct_sandbox.rest.reports.body import Body

# Readable formats are made; the others would be files that nobody here can check.
MADE = ("html", "csv", "text")

_NOT_SIMULATED = (
    "parameters.ownershipStructure",
    "parameters.reportingAccountLabel",
    "parameters.glReportingAccountRange",
    "parameters.glAccountCategoryRange",
    "parameters.dimensionReportStructure",
    "parameters.dimensionTypes",
    "parameters.dimensionGroups",
    "parameters.individualReport.includeLocation",
    "parameters.individualReport.includeDepartment",
    "parameters.txnPresentation",
    "parameters.showReportingCategory",
    "parameters.dimensionPresentation",
    "parameters.showSubtotals",
    "parameters.showDimensionActivity",
    "parameters.showTxnSubtotals",
    "parameters.showOffsetDetails",
    "parameters.showPeriodTotals",
)
_NOT_IN_HIERARCHY = ("parameters.glAccountRange",)


def refuse_what_is_not_simulated(report: str, body: Body, *, today: str) -> None:
    """Refuse a body that asks for more than the sandbox does.

    Raises:
        Refused: A parameter that is known, but not simulated, says something.
    """
    more = _NOT_IN_HIERARCHY if report == "account-group-hierarchy" else ()
    for path in (*_NOT_SIMULATED, *more):
        if body.knows(path) and body.has(path):
            raise _not_simulated(body, path)
    compares = body.text("parameters.contentSelection") == "actualAndBudget"
    if body.has("parameters.showDifference") and not compares:
        raise _not_simulated(body, "parameters.showDifference")
    if body.text("scheduledReportDate") > today:
        raise _not_simulated(body, "scheduledReportDate")


def refuse_format(output_type: str) -> None:
    """Refuse a format that the sandbox does not make.

    Raises:
        Malformed: It is none of those it makes.
    """
    if output_type not in MADE:
        raise Malformed(
            "invalidParameter",
            f"The sandbox makes reports as {', '.join(MADE)}, not as {output_type}",
            target="/outputType",
        )


def _not_simulated(body: Body, path: str) -> Refused:
    name = path.rpartition(".")[2]
    return Refused(
        "PL-0102", f"The sandbox does not simulate {name} with this value", target=body.place(path)
    )
