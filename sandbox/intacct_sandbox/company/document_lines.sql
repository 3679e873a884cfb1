-- The lines of the API's documents as views like those of objects.sql.

-- What all six kinds of lines have. Columns that begin with ~ are no fields: most are the document's own.
CREATE VIEW document_lines AS SELECT
  key AS "key", key AS "id", line_number AS "lineNumber", account_key AS "glAccount.key", memo AS "memo",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  (SELECT created_at FROM document AS d WHERE d.key = document_line.document_key) AS "audit.createdDateTime",
  (SELECT modified_at FROM document AS d WHERE d.key = document_line.document_key) AS "audit.modifiedDateTime",
  (SELECT COALESCE(json_extract(d.extra, '$."audit.createdByUser.key"'), 1) FROM document AS d
    WHERE d.key = document_line.document_key) AS "audit.createdByUser.key",
  (SELECT COALESCE(json_extract(d.extra, '$."audit.modifiedByUser.key"'), 1) FROM document AS d
    WHERE d.key = document_line.document_key) AS "audit.modifiedByUser.key",
  (SELECT entity_key FROM document AS d WHERE d.key = document_line.document_key) AS "~entity", extra AS "~extra",
  (SELECT subledger || kind FROM document AS d WHERE d.key = document_line.document_key) AS "~kind",
  document_key AS "~document", txn_amount AS "~txn_amount", base_amount AS "~base_amount", subtotal AS "~subtotal",
  txn_retained AS "~txn_retained", base_retained AS "~base_retained", retainage_percentage AS "~percentage",
  other_party_key AS "~other_party",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "~party",
  (SELECT number FROM document AS d WHERE d.key = document_line.document_key) AS "~number",
  (SELECT document_date FROM document AS d WHERE d.key = document_line.document_key) AS "~day",
  (SELECT currency FROM document AS d WHERE d.key = document_line.document_key) AS "~currency",
  (SELECT base_currency FROM document AS d JOIN entity AS e ON e.key = d.entity_key
    WHERE d.key = document_line.document_key) AS "~base_currency",
  (SELECT rate FROM document AS d WHERE d.key = document_line.document_key) AS "~rate",
  (SELECT rate_date FROM document AS d WHERE d.key = document_line.document_key) AS "~rate_date",
  (SELECT rate_type FROM document AS d WHERE d.key = document_line.document_key) AS "~rate_type"
  FROM document_line;

CREATE VIEW "accounts-receivable/invoice-line" AS SELECT *, "~document" AS "invoice.key",
  "~subtotal" AS "isSubtotal", "~txn_amount" AS "txnAmount", "~base_amount" AS "baseAmount",
  "~currency" AS "currency.txnCurrency", "~base_currency" AS "currency.baseCurrency",
  CAST("~rate" AS REAL) AS "currency.exchangeRate.rate", "~rate_date" AS "currency.exchangeRate.date",
  "~rate_type" AS "currency.exchangeRate.typeId", "~day" AS "createdDate",
  "~txn_retained" <> 0 AS "retainage.hasRetainage", "~percentage" * 100 AS "retainage.percentage",
  "~txn_retained" AS "retainage.txnAmountRetained", "~base_retained" AS "retainage.baseAmountRetained",
  CASE WHEN "~txn_retained" <> 0 THEN (SELECT a.key FROM account AS a WHERE a.id = '1250') END
    AS "retainage.offsetGLAccount.key",
  "~party" AS "dimensions.customer.key", "~other_party" AS "dimensions.vendor.key"
  FROM document_lines WHERE "~kind" = 'ARdocument';

CREATE VIEW "accounts-payable/bill-line" AS SELECT *, "~document" AS "bill.key",
  "~subtotal" AS "isSubTotal", "~txn_amount" AS "txnAmount", "~txn_amount" AS "totalTxnAmount",
  "~base_amount" AS "baseAmount", "~currency" AS "currency.txnCurrency", "~base_currency" AS "currency.baseCurrency",
  CAST("~rate" AS REAL) AS "currency.exchangeRate.rate", "~rate_date" AS "currency.exchangeRate.date",
  "~rate_type" AS "currency.exchangeRate.typeId", "~day" AS "createdDate", "~number" AS "billNumber",
  "~txn_retained" <> 0 AS "retainage.hasRetainage", "~percentage" * 100 AS "retainage.percentage",
  "~txn_retained" AS "retainage.txnAmountRetained", "~base_retained" AS "retainage.baseAmountRetained",
  "~party" AS "vendor.key", "~party" AS "dimensions.vendor.key", "~other_party" AS "dimensions.customer.key"
  FROM document_lines WHERE "~kind" = 'APdocument';

-- A credit memo's lines are below zero, unless they are assumed to be shown without their sign.
CREATE VIEW adjustment_lines AS SELECT *,
  CASE WHEN "~txn_amount" < 0 THEN 'credit' ELSE 'debit' END AS "adjustmentType",
  CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS("~txn_amount") ELSE "~txn_amount" END AS "~txn_shown",
  CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS("~base_amount") ELSE "~base_amount" END AS "~base_shown"
  FROM document_lines;

CREATE VIEW "accounts-receivable/adjustment-line" AS SELECT *, "~document" AS "arAdjustment.key",
  "~txn_shown" AS "txnCurrency.amount", "~base_shown" AS "baseCurrency.amount",
  "~currency" AS "txnCurrency.currency", "~base_currency" AS "baseCurrency.currency",
  "~rate" AS "exchangeRate.rate", "~rate_date" AS "exchangeRate.date",
  "~party" AS "dimensions.customer.key", "~other_party" AS "dimensions.vendor.key"
  FROM adjustment_lines WHERE "~kind" = 'ARadjustment';

CREATE VIEW "accounts-payable/adjustment-line" AS SELECT *, "~document" AS "apAdjustment.key",
  "~txn_shown" AS "txnAmount", "~base_shown" AS "baseAmount", "~txn_shown" AS "totalTxnAmount",
  "~currency" AS "currency.txnCurrency", "~base_currency" AS "currency.baseCurrency",
  "~rate" AS "currency.exchangeRate.rate", "~rate_date" AS "currency.exchangeRate.date",
  "~party" AS "dimensions.vendor.key", "~other_party" AS "dimensions.customer.key"
  FROM adjustment_lines WHERE "~kind" = 'APadjustment';

CREATE VIEW "accounts-receivable/advance-line" AS SELECT *, "~document" AS "arAdvance.key",
  "~txn_amount" AS "txnAmount", "~base_amount" AS "baseAmount",
  "~currency" AS "currency.txnCurrency", "~base_currency" AS "currency.baseCurrency",
  CAST("~rate" AS REAL) AS "currency.exchangeRate.rate", "~rate_date" AS "currency.exchangeRate.date",
  "~rate_type" AS "currency.exchangeRate.typeId",
  "~party" AS "dimensions.customer.key", "~other_party" AS "dimensions.vendor.key"
  FROM document_lines WHERE "~kind" = 'ARadvance';

CREATE VIEW "accounts-payable/advance-line" AS SELECT *, "~document" AS "apAdvance.key",
  "~txn_amount" AS "txnAmount", "~base_amount" AS "baseAmount",
  "~currency" AS "currency.txnCurrency", "~base_currency" AS "currency.baseCurrency",
  "~rate" AS "currency.exchangeRate.rate", "~rate_date" AS "currency.exchangeRate.date",
  "~party" AS "dimensions.vendor.key", "~other_party" AS "dimensions.customer.key"
  FROM document_lines WHERE "~kind" = 'APadvance';
