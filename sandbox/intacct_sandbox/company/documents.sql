-- The API's documents as views like those of objects.sql: invoices, bills, adjustments, advances, and their summaries
-- (docs/api/summaries.md). When a bill is to be paid: docs/api/bills.md.


-- Documents with their amounts. Applied is what was paid of it less what it was used to pay; a credit memo's amounts are
-- negative. Selected is what payments that are not posted would apply. Nothing is due of what is reversed.
CREATE VIEW document_sums AS SELECT document.*,
  (SELECT base_currency FROM entity WHERE entity.key = document.entity_key) AS base_currency,
  (SELECT date(document.document_date, '+' || CAST(json_extract(t.extra, '$."discount.days"') AS INTEGER) || ' days')
    FROM term AS t WHERE t.key = document.term_key) AS discount_until, -- as if counted from the document's date
  (SELECT SUM(l.txn_amount) FROM document_line AS l WHERE l.document_key = document.key) AS txn_total,
  (SELECT SUM(l.txn_retained) FROM document_line AS l WHERE l.document_key = document.key) AS txn_retained,
  (SELECT SUM(l.txn_amount - l.txn_retained) FROM document_line AS l WHERE l.document_key = document.key) AS txn_billed,
  CASE kind WHEN 'advance' THEN (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 1)
    ELSE (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.document_key = document.key AND a.is_posted = 1)
    - (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 1) END AS txn_applied,
  CASE kind WHEN 'advance' THEN (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 0)
    ELSE (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.document_key = document.key AND a.is_posted = 0)
    - (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 0) END AS txn_selected,
  (SELECT SUM(l.base_amount) FROM document_line AS l WHERE l.document_key = document.key) AS base_total,
  (SELECT SUM(l.base_retained) FROM document_line AS l WHERE l.document_key = document.key) AS base_retained,
  (SELECT SUM(l.base_amount - l.base_retained) FROM document_line AS l WHERE l.document_key = document.key) AS base_billed,
  CASE kind WHEN 'advance' THEN (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 1)
    ELSE (SELECT COALESCE(SUM(a.base_amount), 0) FROM application AS a WHERE a.document_key = document.key AND a.is_posted = 1)
    - (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 1) END AS base_applied,
  CASE kind WHEN 'advance' THEN (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 0)
    ELSE (SELECT COALESCE(SUM(a.base_amount), 0) FROM application AS a WHERE a.document_key = document.key AND a.is_posted = 0)
    - (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 0) END AS base_selected
  FROM document;

CREATE VIEW document_amounts AS SELECT *,
  CASE WHEN state IN ('reversed', 'reversal') THEN 0 ELSE txn_billed - txn_applied END AS txn_due,
  CASE WHEN state IN ('reversed', 'reversal') THEN 0 ELSE base_billed - base_applied END AS base_due,
  CASE WHEN txn_applied = NULLIF(txn_total, 0) THEN (SELECT MAX(a.applied_on) FROM application AS a
    WHERE a.document_key = document_sums.key OR a.credit_key = document_sums.key) END AS paid_on
  FROM document_sums;

-- Summaries with what is in them. The summaries of one type have names of their own, under the same keys.
CREATE VIEW summary_amounts AS SELECT summary.*,
  (SELECT COALESCE(SUM(l.base_amount), 0) FROM document AS d JOIN document_line AS l ON l.document_key = d.key
    WHERE d.summary_key = summary.key) AS base_total FROM summary;

CREATE VIEW "accounts-receivable/summary" AS SELECT
  key AS "key", key AS "id", name AS "name", creation AS "summaryCreationType", posting_date AS "glPostingDate",
  type AS "recordType", base_total AS "totalAmount", state AS "state", entity_key AS "entity.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM summary_amounts WHERE subledger = 'AR';

CREATE VIEW "accounts-receivable/invoice-summary" AS SELECT
  key AS "key", key AS "id", name AS "name", creation AS "summaryCreationType", posting_date AS "glPostingDate",
  type AS "recordType", base_total AS "totalAmount", state AS "state",
  entity_key AS "~entity", extra AS "~extra"
  FROM summary_amounts WHERE type = 'invoice';

CREATE VIEW "accounts-payable/summary" AS SELECT
  key AS "key", key AS "id", name AS "name", creation AS "summaryCreationType", posting_date AS "glPostingDate",
  type AS "summaryType", base_total AS "totalAmount", state AS "state", entity_key AS "entity.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM summary_amounts WHERE subledger = 'AP';

CREATE VIEW "accounts-payable/bill-summary" AS SELECT
  key AS "key", key AS "id", name AS "name", creation AS "summaryCreationType", posting_date AS "glPostingDate",
  base_total AS "totalAmount", state AS "state", state AS "isSummaryOpen", 1 AS "isSummaryPosted",
  entity_key AS "~entity", extra AS "~extra"
  FROM summary_amounts WHERE type = 'apBill';

CREATE VIEW "accounts-payable/adjustment-summary" AS SELECT
  key AS "key", key AS "id", name AS "name", creation AS "summaryCreationType", posting_date AS "glPostingDate",
  'apAdjustments' AS "recordType", base_total AS "totalAmount", state AS "state",
  entity_key AS "~entity", extra AS "~extra"
  FROM summary_amounts WHERE type = 'apAdjustment';

CREATE VIEW "accounts-receivable/invoice" AS SELECT
  key AS "key", key AS "id", 'ri' AS "recordType", 'accountsReceivable' AS "moduleKey",
  number AS "invoiceNumber", document_date AS "invoiceDate", due_date AS "dueDate",
  reference AS "referenceNumber", description AS "description", party_key AS "customer.key",
  (SELECT base_due FROM party_amounts AS p WHERE p.key = document_amounts.party_key) AS "customer.customerDue",
  term_key AS "term.key", currency AS "currency.txnCurrency", base_currency AS "currency.baseCurrency",
  CAST(rate AS REAL) AS "currency.exchangeRate.rate", rate_date AS "currency.exchangeRate.date",
  rate_type AS "currency.exchangeRate.typeId",
  CASE WHEN state <> 'posted' THEN state WHEN txn_applied = NULLIF(txn_total, 0) THEN 'paid'
    WHEN txn_selected <> 0 THEN 'selected' WHEN txn_applied <> 0 THEN 'partiallyPaid' ELSE 'posted' END AS "state",
  base_total AS "totalBaseAmount", txn_total AS "totalTxnAmount",
  base_due AS "totalBaseAmountDue", txn_due AS "totalTxnAmountDue",
  base_applied AS "paymentInformation.totalBaseAmountPaid", txn_applied AS "paymentInformation.totalTxnAmountPaid",
  base_selected AS "paymentInformation.totalBaseAmountSelectedForPayment",
  txn_selected AS "paymentInformation.totalTxnAmountSelectedForPayment",
  paid_on AS "paymentInformation.fullyPaidDate",
  CAST(julianday(paid_on) - julianday(document_date) AS INTEGER) AS "paymentInformation.daysToPay",
  CAST(julianday(paid_on) - julianday(due_date) AS INTEGER) AS "paymentInformation.daysPaidAfterDue",
  CASE WHEN state = 'posted' AND txn_due <> 0
    THEN CAST(julianday((SELECT today FROM company)) - julianday(due_date) AS INTEGER) END AS "dueInDays",
  txn_retained AS "retainage.totalTxnAmountRetained", base_retained AS "retainage.totalBaseAmountRetained",
  summary_key AS "invoiceSummary.key", posting_date AS "invoiceSummary.glPostingDate",
  (SELECT s.state FROM summary AS s WHERE s.key = document_amounts.summary_key) AS "invoiceSummary.isSummaryOpen",
  CASE WHEN summary_key IS NOT NULL THEN 1 END AS "invoiceSummary.isSummaryPosted",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM document_amounts WHERE subledger = 'AR' AND kind = 'document';

CREATE VIEW "accounts-payable/bill" AS SELECT
  key AS "key", key AS "id", 'pi' AS "recordType", 'accountsPayable' AS "moduleName",
  number AS "billNumber", document_date AS "createdDate", posting_date AS "postingDate", due_date AS "dueDate",
  reference AS "referenceNumber", description AS "description", party_key AS "vendor.key",
  (SELECT base_due FROM party_amounts AS p WHERE p.key = document_amounts.party_key) AS "vendor.vendorDue",
  COALESCE(json_extract(extra, '$.discountCutOffDate'), discount_until) AS "discountCutOffDate",
  COALESCE(json_extract(extra, '$.recommendedPaymentDate'), json_extract(extra, '$.discountCutOffDate'), discount_until,
    due_date) AS "recommendedPaymentDate",
  term_key AS "term.key", COALESCE(json_extract(extra, '$.isOnHold'), 0) AS "isOnHold",
  currency AS "currency.txnCurrency", base_currency AS "currency.baseCurrency",
  CAST(rate AS REAL) AS "currency.exchangeRate.rate", rate_date AS "currency.exchangeRate.date",
  rate_type AS "currency.exchangeRate.typeId",
  CASE WHEN state <> 'posted' THEN state WHEN txn_applied = NULLIF(txn_total, 0) THEN 'paid'
    WHEN txn_selected <> 0 THEN 'selected' WHEN txn_applied <> 0 THEN 'partiallyPaid' ELSE 'posted' END AS "state",
  base_total AS "totalBaseAmount", txn_total AS "totalTxnAmount",
  base_due AS "totalBaseAmountDue", txn_due AS "totalTxnAmountDue",
  base_applied AS "paymentInformation.totalBaseAmountPaid", txn_applied AS "paymentInformation.totalTxnAmountPaid",
  base_selected AS "paymentInformation.totalBaseAmountSelectedForPayment",
  txn_selected AS "paymentInformation.totalTxnAmountSelectedForPayment",
  paid_on AS "paymentInformation.fullyPaidDate",
  CAST(CASE WHEN state = 'posted' AND txn_due <> 0
    THEN CAST(julianday((SELECT today FROM company)) - julianday(due_date) AS INTEGER) END AS TEXT) AS "dueInDays",
  txn_retained AS "retainage.totalTxnAmountRetained", base_retained AS "retainage.totalBaseAmountRetained",
  summary_key AS "billSummary.key",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM document_amounts WHERE subledger = 'AP' AND kind = 'document';

-- Adjustments: a credit memo lowers what is due and has negative amounts, a debit memo positive ones.
CREATE VIEW "accounts-receivable/adjustment" AS SELECT
  key AS "key", key AS "id", CASE WHEN txn_total < 0 THEN 'credit' ELSE 'debit' END AS "txnType",
  '4.AR' AS "moduleKey", number AS "adjustmentNumber", reference AS "documentNumber",
  description AS "description", document_date AS "createdDate", posting_date AS "glPostingDate",
  party_key AS "customer.key",
  (SELECT base_due FROM party_amounts AS p WHERE p.key = document_amounts.party_key) AS "customer.totalDue",
  base_currency AS "baseCurrency.currency", currency AS "txnCurrency.currency",
  rate AS "exchangeRate.rate", rate_date AS "exchangeRate.date", rate_type AS "exchangeRate.typeId",
  CASE WHEN state <> 'posted' THEN state WHEN txn_applied = NULLIF(txn_total, 0) THEN 'paid'
    WHEN txn_selected <> 0 THEN 'selected' WHEN txn_applied <> 0 THEN 'partiallyPaid' ELSE 'posted' END AS "state",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(base_total) ELSE base_total END END AS "baseCurrency.totalAmountEntered",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_total) ELSE txn_total END END AS "txnCurrency.totalEntered",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(base_due) ELSE base_due END END AS "baseCurrency.totalDue",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_due) ELSE txn_due END END AS "txnCurrency.totalDue",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(base_applied) ELSE base_applied END END AS "baseCurrency.totalPaid",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_applied) ELSE txn_applied END END AS "txnCurrency.totalPaid",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(base_selected) ELSE base_selected END END AS "baseCurrency.totalSelected",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_selected) ELSE txn_selected END END AS "txnCurrency.totalSelected",
  paid_on AS "baseCurrency.paidDate",
  summary_key AS "adjustmentSummary.key",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM document_amounts WHERE subledger = 'AR' AND kind = 'adjustment';

CREATE VIEW "accounts-payable/adjustment" AS SELECT
  key AS "key", key AS "id", 'pa' AS "recordType", '3.AP' AS "moduleKey", number AS "adjustmentNumber",
  reference AS "referenceNumber", description AS "description", document_date AS "createdDate",
  posting_date AS "adjustmentSummary.glPostingDate", party_key AS "vendor.key",
  (SELECT base_due FROM party_amounts AS p WHERE p.key = document_amounts.party_key) AS "vendor.totalDue",
  base_currency AS "currency.baseCurrency", currency AS "currency.txnCurrency",
  CAST(rate AS REAL) AS "currency.exchangeRate", rate_date AS "currency.exchangeRateDate",
  rate_type AS "currency.exchangeRateTypeId",
  CASE WHEN state <> 'posted' THEN state WHEN txn_applied = NULLIF(txn_total, 0) THEN 'paid'
    WHEN txn_selected <> 0 THEN 'selected' WHEN txn_applied <> 0 THEN 'partiallyPaid' ELSE 'posted' END AS "state",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(base_total) ELSE base_total END END AS "totalEntered",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_total) ELSE txn_total END END AS "txnTotalEntered",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(base_due) ELSE base_due END END AS "totalBaseAmountDue",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_due) ELSE txn_due END END AS "txnTotalDue",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(base_applied) ELSE base_applied END END AS "paymentInformation.totalBaseAmountPaid",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_applied) ELSE txn_applied END END AS "paymentInformation.txnTotalPaid",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(base_selected) ELSE base_selected END END AS "paymentInformation.totalBaseAmountSelected",
  CASE (SELECT adjustment_totals FROM assumed) WHEN 'empty' THEN NULL
    ELSE CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_selected) ELSE txn_selected END END AS "paymentInformation.txnTotalSelected",
  paid_on AS "paymentInformation.paidDate",
  summary_key AS "adjustmentSummary.key",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM document_amounts WHERE subledger = 'AP' AND kind = 'adjustment';

CREATE VIEW "accounts-receivable/advance" AS SELECT
  key AS "key", key AS "id", 'rr' AS "recordType", number AS "advanceNumber", reference AS "referenceNumber",
  description AS "description", document_date AS "createdDate", document_date AS "paymentInformation.paymentDate",
  posting_date AS "paymentInformation.receiptDate", method AS "paymentInformation.paymentMethod",
  (SELECT b.id FROM bank_account AS b WHERE b.key = document_amounts.bank_account_key) AS "paymentInformation.financialEntity.entityId",
  base_currency AS "paymentInformation.currency.baseCurrency", currency AS "paymentInformation.currency.txnCurrency",
  CAST(rate AS REAL) AS "paymentInformation.currency.exchangeRate",
  rate_date AS "paymentInformation.currency.exchangeRateDate",
  rate_type AS "paymentInformation.currency.exchangeRateTypeId",
  CASE WHEN state <> 'posted' THEN state
    WHEN txn_applied = txn_total THEN 'fullyApplied' WHEN txn_applied <> 0 THEN 'partiallyApplied'
    WHEN txn_selected <> 0 THEN 'selected' ELSE 'posted' END AS "state",
  base_total AS "totalEntered", txn_total AS "txnTotalEntered",
  base_applied AS "paymentInformation.totalPaid", txn_applied AS "paymentInformation.txnTotalPaid",
  base_selected AS "paymentInformation.totalSelected", txn_selected AS "paymentInformation.txnTotalSelected",
  base_due AS "paymentInformation.totalDue", txn_due AS "paymentInformation.totalTxnAmountDue",
  party_key AS "customer.key",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM document_amounts WHERE subledger = 'AR' AND kind = 'advance';

CREATE VIEW "accounts-payable/advance" AS SELECT
  key AS "key", key AS "id", 'pr' AS "recordType", number AS "advanceNumber", reference AS "referenceNumber",
  description AS "description", document_date AS "advanceDate", due_date AS "dueDate", method AS "paymentMethod",
  (SELECT b.id FROM bank_account AS b WHERE b.key = document_amounts.bank_account_key) AS "financialEntity.entityId",
  (SELECT b.id FROM bank_account AS b WHERE b.key = document_amounts.bank_account_key) AS "financialEntity.id",
  base_currency AS "currency.baseCurrency", currency AS "currency.txnCurrency",
  CAST(rate AS REAL) AS "currency.exchangeRate.rate", rate_date AS "currency.exchangeRate.date",
  rate_type AS "currency.exchangeRate.typeId",
  CASE WHEN state <> 'posted' THEN CASE state WHEN 'submitted' THEN 'pendingApproval' WHEN 'reversed' THEN 'voided' WHEN 'reversal' THEN 'void' ELSE state END
    WHEN txn_applied = txn_total THEN 'fullyApplied' WHEN txn_applied <> 0 THEN 'partiallyApplied'
    ELSE 'advancePaid' END AS "state",
  base_total AS "totalEntered", txn_total AS "txnTotalEntered",
  base_applied AS "paymentInformation.totalPaid", txn_applied AS "paymentInformation.txnTotalPaid",
  base_selected AS "paymentInformation.totalSelected", txn_selected AS "paymentInformation.txnTotalSelected",
  base_due AS "totalDue", txn_due AS "txnTotalDue", party_key AS "vendor.key",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM document_amounts WHERE subledger = 'AP' AND kind = 'advance';
