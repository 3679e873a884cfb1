-- The API's objects that post, as views like those of objects.sql: documents, payments, journal entries.

-- Documents with their amounts. Applied is what was paid of it less what it was used to pay; a credit memo's amounts are
-- negative. Selected is what payments that are not posted would apply. Nothing is due of what is reversed.
CREATE VIEW document_sums AS SELECT document.*,
  (SELECT base_currency FROM entity WHERE entity.key = document.entity_key) AS base_currency,
  (SELECT SUM(l.txn_amount) FROM document_line AS l WHERE l.document_key = document.key) AS txn_total,
  (SELECT SUM(l.txn_retained) FROM document_line AS l WHERE l.document_key = document.key) AS txn_retained,
  CASE kind WHEN 'advance' THEN (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 1)
    ELSE (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.document_key = document.key AND a.is_posted = 1)
    - (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 1) END AS txn_applied,
  CASE kind WHEN 'advance' THEN (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 0)
    ELSE (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.document_key = document.key AND a.is_posted = 0)
    - (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 0) END AS txn_selected,
  (SELECT SUM(l.base_amount) FROM document_line AS l WHERE l.document_key = document.key) AS base_total,
  (SELECT SUM(l.base_retained) FROM document_line AS l WHERE l.document_key = document.key) AS base_retained,
  CASE kind WHEN 'advance' THEN (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 1)
    ELSE (SELECT COALESCE(SUM(a.base_amount), 0) FROM application AS a WHERE a.document_key = document.key AND a.is_posted = 1)
    - (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 1) END AS base_applied,
  CASE kind WHEN 'advance' THEN (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 0)
    ELSE (SELECT COALESCE(SUM(a.base_amount), 0) FROM application AS a WHERE a.document_key = document.key AND a.is_posted = 0)
    - (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a WHERE a.credit_key = document.key AND a.is_posted = 0) END AS base_selected
  FROM document;

CREATE VIEW document_amounts AS SELECT *,
  CASE WHEN state IN ('reversed', 'reversal') THEN 0 ELSE txn_total - txn_retained - txn_applied END AS txn_due,
  CASE WHEN state IN ('reversed', 'reversal') THEN 0 ELSE base_total - base_retained - base_applied END AS base_due,
  CASE WHEN txn_total <> 0 AND txn_applied = txn_total THEN (SELECT MAX(a.applied_on) FROM application AS a
    WHERE a.document_key = document_sums.key OR a.credit_key = document_sums.key) END AS paid_on
  FROM document_sums;

CREATE VIEW "accounts-receivable/invoice" AS SELECT
  key AS "key", key AS "id", 'ri' AS "recordType", 'accountsReceivable' AS "moduleKey",
  number AS "invoiceNumber", document_date AS "invoiceDate", due_date AS "dueDate",
  reference AS "referenceNumber", description AS "description", party_key AS "customer.key",
  (SELECT base_due FROM party_amounts AS p WHERE p.key = document_amounts.party_key) AS "customer.customerDue",
  term_key AS "term.key", currency AS "currency.txnCurrency", base_currency AS "currency.baseCurrency",
  CAST(rate AS REAL) AS "currency.exchangeRate.rate", rate_date AS "currency.exchangeRate.date",
  rate_type AS "currency.exchangeRate.typeId",
  CASE WHEN state <> 'posted' THEN state WHEN txn_total <> 0 AND txn_applied = txn_total THEN 'paid'
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
  term_key AS "term.key", COALESCE(json_extract(extra, '$.isOnHold'), 0) AS "isOnHold",
  currency AS "currency.txnCurrency", base_currency AS "currency.baseCurrency",
  CAST(rate AS REAL) AS "currency.exchangeRate.rate", rate_date AS "currency.exchangeRate.date",
  rate_type AS "currency.exchangeRate.typeId",
  CASE WHEN state <> 'posted' THEN state WHEN txn_total <> 0 AND txn_applied = txn_total THEN 'paid'
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
  CASE WHEN state <> 'posted' THEN state WHEN txn_total <> 0 AND txn_applied = txn_total THEN 'paid'
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
  CASE WHEN state <> 'posted' THEN state WHEN txn_total <> 0 AND txn_applied = txn_total THEN 'paid'
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

CREATE VIEW "accounts-receivable/invoice-line" AS SELECT
  key AS "key", key AS "id", line_number AS "lineNumber", document_key AS "invoice.key", subtotal AS "isSubtotal",
  account_key AS "glAccount.key", txn_amount AS "txnAmount", base_amount AS "baseAmount", memo AS "memo",
  (SELECT currency FROM document AS d WHERE d.key = document_line.document_key) AS "currency.txnCurrency",
  (SELECT base_currency FROM document AS d JOIN entity AS e ON e.key = d.entity_key
    WHERE d.key = document_line.document_key) AS "currency.baseCurrency",
  CAST((SELECT rate FROM document AS d WHERE d.key = document_line.document_key) AS REAL) AS "currency.exchangeRate.rate",
  (SELECT rate_date FROM document AS d WHERE d.key = document_line.document_key) AS "currency.exchangeRate.date", (SELECT rate_type FROM document AS d WHERE d.key = document_line.document_key) AS "currency.exchangeRate.typeId",
  (SELECT document_date FROM document AS d WHERE d.key = document_line.document_key) AS "createdDate",
  txn_retained <> 0 AS "retainage.hasRetainage", retainage_percentage * 100 AS "retainage.percentage",
  txn_retained AS "retainage.txnAmountRetained", base_retained AS "retainage.baseAmountRetained",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "dimensions.customer.key",
  other_party_key AS "dimensions.vendor.key",
  (SELECT entity_key FROM document AS d WHERE d.key = document_line.document_key) AS "~entity", extra AS "~extra"
  FROM document_line WHERE (SELECT subledger || kind FROM document AS d WHERE d.key = document_line.document_key) = 'ARdocument';

CREATE VIEW "accounts-payable/bill-line" AS SELECT
  key AS "key", key AS "id", line_number AS "lineNumber", document_key AS "bill.key", subtotal AS "isSubTotal",
  account_key AS "glAccount.key", txn_amount AS "txnAmount", txn_amount AS "totalTxnAmount",
  base_amount AS "baseAmount", memo AS "memo",
  (SELECT currency FROM document AS d WHERE d.key = document_line.document_key) AS "currency.txnCurrency",
  (SELECT base_currency FROM document AS d JOIN entity AS e ON e.key = d.entity_key
    WHERE d.key = document_line.document_key) AS "currency.baseCurrency",
  CAST((SELECT rate FROM document AS d WHERE d.key = document_line.document_key) AS REAL) AS "currency.exchangeRate.rate",
  (SELECT rate_date FROM document AS d WHERE d.key = document_line.document_key) AS "currency.exchangeRate.date", (SELECT rate_type FROM document AS d WHERE d.key = document_line.document_key) AS "currency.exchangeRate.typeId",
  (SELECT document_date FROM document AS d WHERE d.key = document_line.document_key) AS "createdDate",
  (SELECT number FROM document AS d WHERE d.key = document_line.document_key) AS "billNumber",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "vendor.key",
  txn_retained <> 0 AS "retainage.hasRetainage", retainage_percentage * 100 AS "retainage.percentage",
  txn_retained AS "retainage.txnAmountRetained", base_retained AS "retainage.baseAmountRetained",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "dimensions.vendor.key",
  other_party_key AS "dimensions.customer.key",
  (SELECT entity_key FROM document AS d WHERE d.key = document_line.document_key) AS "~entity", extra AS "~extra"
  FROM document_line WHERE (SELECT subledger || kind FROM document AS d WHERE d.key = document_line.document_key) = 'APdocument';

CREATE VIEW "accounts-receivable/adjustment-line" AS SELECT
  key AS "key", key AS "id", line_number AS "lineNumber", document_key AS "arAdjustment.key",
  account_key AS "glAccount.key", memo AS "memo", CASE WHEN txn_amount < 0 THEN 'credit' ELSE 'debit' END AS "adjustmentType",
  CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_amount) ELSE txn_amount END AS "txnCurrency.amount",
  CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(base_amount) ELSE base_amount END AS "baseCurrency.amount",
  (SELECT currency FROM document AS d WHERE d.key = document_line.document_key) AS "txnCurrency.currency",
  (SELECT base_currency FROM document AS d JOIN entity AS e ON e.key = d.entity_key
    WHERE d.key = document_line.document_key) AS "baseCurrency.currency",
  (SELECT rate FROM document AS d WHERE d.key = document_line.document_key) AS "exchangeRate.rate", (SELECT rate_date FROM document AS d WHERE d.key = document_line.document_key) AS "exchangeRate.date",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "dimensions.customer.key",
  other_party_key AS "dimensions.vendor.key",
  (SELECT entity_key FROM document AS d WHERE d.key = document_line.document_key) AS "~entity", extra AS "~extra"
  FROM document_line WHERE (SELECT subledger || kind FROM document AS d WHERE d.key = document_line.document_key) = 'ARadjustment';

CREATE VIEW "accounts-payable/adjustment-line" AS SELECT
  key AS "key", key AS "id", line_number AS "lineNumber", document_key AS "apAdjustment.key",
  account_key AS "glAccount.key", memo AS "memo", CASE WHEN txn_amount < 0 THEN 'credit' ELSE 'debit' END AS "adjustmentType",
  CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_amount) ELSE txn_amount END AS "txnAmount",
  CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(base_amount) ELSE base_amount END AS "baseAmount",
  CASE (SELECT credit_sign FROM assumed) WHEN 'positive' THEN ABS(txn_amount) ELSE txn_amount END AS "totalTxnAmount",
  (SELECT currency FROM document AS d WHERE d.key = document_line.document_key) AS "currency.txnCurrency",
  (SELECT base_currency FROM document AS d JOIN entity AS e ON e.key = d.entity_key
    WHERE d.key = document_line.document_key) AS "currency.baseCurrency",
  (SELECT rate FROM document AS d WHERE d.key = document_line.document_key) AS "currency.exchangeRate.rate", (SELECT rate_date FROM document AS d WHERE d.key = document_line.document_key) AS "currency.exchangeRate.date",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "dimensions.vendor.key",
  other_party_key AS "dimensions.customer.key",
  (SELECT entity_key FROM document AS d WHERE d.key = document_line.document_key) AS "~entity", extra AS "~extra"
  FROM document_line WHERE (SELECT subledger || kind FROM document AS d WHERE d.key = document_line.document_key) = 'APadjustment';

CREATE VIEW "accounts-receivable/advance-line" AS SELECT
  key AS "key", key AS "id", line_number AS "lineNumber", document_key AS "arAdvance.key",
  account_key AS "glAccount.key", memo AS "memo", txn_amount AS "txnAmount", base_amount AS "baseAmount",
  (SELECT currency FROM document AS d WHERE d.key = document_line.document_key) AS "currency.txnCurrency",
  (SELECT base_currency FROM document AS d JOIN entity AS e ON e.key = d.entity_key
    WHERE d.key = document_line.document_key) AS "currency.baseCurrency",
  CAST((SELECT rate FROM document AS d WHERE d.key = document_line.document_key) AS REAL) AS "currency.exchangeRate.rate",
  (SELECT rate_date FROM document AS d WHERE d.key = document_line.document_key) AS "currency.exchangeRate.date", (SELECT rate_type FROM document AS d WHERE d.key = document_line.document_key) AS "currency.exchangeRate.typeId",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "dimensions.customer.key",
  other_party_key AS "dimensions.vendor.key",
  (SELECT entity_key FROM document AS d WHERE d.key = document_line.document_key) AS "~entity", extra AS "~extra"
  FROM document_line WHERE (SELECT subledger || kind FROM document AS d WHERE d.key = document_line.document_key) = 'ARadvance';

CREATE VIEW "accounts-payable/advance-line" AS SELECT
  key AS "key", key AS "id", line_number AS "lineNumber", document_key AS "apAdvance.key",
  account_key AS "glAccount.key", memo AS "memo", txn_amount AS "txnAmount", base_amount AS "baseAmount",
  (SELECT currency FROM document AS d WHERE d.key = document_line.document_key) AS "currency.txnCurrency",
  (SELECT base_currency FROM document AS d JOIN entity AS e ON e.key = d.entity_key
    WHERE d.key = document_line.document_key) AS "currency.baseCurrency",
  (SELECT rate FROM document AS d WHERE d.key = document_line.document_key) AS "currency.exchangeRate.rate", (SELECT rate_date FROM document AS d WHERE d.key = document_line.document_key) AS "currency.exchangeRate.date",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "dimensions.vendor.key",
  other_party_key AS "dimensions.customer.key",
  (SELECT entity_key FROM document AS d WHERE d.key = document_line.document_key) AS "~entity", extra AS "~extra"
  FROM document_line WHERE (SELECT subledger || kind FROM document AS d WHERE d.key = document_line.document_key) = 'APadvance';

-- Payments with what is left of their money; nothing is left of a reversed one.
CREATE VIEW payment_amounts AS SELECT payment.*,
  (SELECT base_currency FROM entity WHERE entity.key = payment.entity_key) AS base_currency,
  (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.payment_key = payment.key) AS txn_applied,
  (SELECT COALESCE(SUM(a.base_amount), 0) FROM application AS a WHERE a.payment_key = payment.key) AS base_applied,
  CASE WHEN state IN ('reversed', 'reversal', 'voided') THEN 0 ELSE txn_amount
    - (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.payment_key = payment.key AND a.kind = 'payment')
    - (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.credit_payment_key = payment.key) END AS txn_left,
  CASE WHEN state IN ('reversed', 'reversal', 'voided') THEN 0 ELSE base_amount
    - (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a WHERE a.payment_key = payment.key AND a.kind = 'payment')
    - (SELECT COALESCE(SUM(a.source_amount), 0) FROM application AS a WHERE a.credit_payment_key = payment.key) END AS base_left
  FROM payment;

CREATE VIEW "accounts-receivable/payment" AS SELECT
  key AS "key", key AS "id", 'rp' AS "recordType", state AS "state", method AS "paymentMethod",
  number AS "documentNumber", description AS "description", party_key AS "customer.key",
  payment_date AS "paymentSummary.receiptDate", payment_date AS "paidDate",
  (SELECT b.id FROM bank_account AS b WHERE b.key = payment_amounts.bank_account_key) AS "financialEntity.entityId",
  undeposited_key AS "undepositedGLAccount.key",
  currency AS "txnCurrency.currency", txn_amount AS "txnCurrency.totalAmount", txn_applied AS "txnCurrency.totalPaid",
  base_currency AS "baseCurrency.currency", base_amount AS "baseCurrency.totalAmount",
  base_applied AS "baseCurrency.totalPaid", txn_left AS "overPaymentAmount",
  CAST(rate AS REAL) AS "exchangeRate.rate", rate_date AS "exchangeRate.date", rate_type AS "exchangeRate.typeId",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM payment_amounts WHERE subledger = 'AR';

CREATE VIEW "accounts-payable/payment" AS SELECT
  key AS "key", key AS "id", 'pp' AS "recordType", state AS "state", method AS "paymentMethod",
  number AS "documentNumber", description AS "description", party_key AS "vendor.key",
  payment_date AS "paymentDate", payment_date AS "txnPaidDate",
  (SELECT b.id FROM bank_account AS b WHERE b.key = payment_amounts.bank_account_key) AS "financialEntity.entityId",
  currency AS "txnCurrency.currency", txn_amount AS "txnCurrency.totalAmount", txn_applied AS "txnCurrency.totalPaid",
  base_currency AS "baseCurrency.currency", base_amount AS "baseCurrency.totalAmount",
  base_applied AS "baseCurrency.totalPaid",
  rate AS "exchangeRate.rate", rate_date AS "exchangeRate.date", rate_type AS "exchangeRate.typeId",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM payment_amounts WHERE subledger = 'AP';

-- What was applied: one amount a row, under the name of what was used. A debit memo stands apart from invoices.
CREATE VIEW "accounts-receivable/payment-detail" AS SELECT
  key AS "key", key AS "id", payment_key AS "arPayment.key", applied_on AS "paymentDate",
  (SELECT d.key FROM document AS d WHERE d.key = application.document_key
    AND d.kind <> 'adjustment') AS "arInvoice.key",
  (SELECT d.key FROM document AS d WHERE d.key = application.document_key
    AND d.kind = 'adjustment') AS "positiveAdjustment.key",
  (SELECT d.key FROM document AS d WHERE d.key = application.credit_key
    AND application.kind = 'adjustment') AS "arAdjustment.key",
  (SELECT d.key FROM document AS d WHERE d.key = application.credit_key
    AND application.kind = 'advance') AS "arAdvance.key",
  (SELECT d.key FROM document AS d WHERE d.key = application.credit_key
    AND application.kind = 'advance') AS "postedAdvance.key",
  (SELECT d.key FROM document AS d WHERE d.key = application.credit_key
    AND application.kind = 'negativeInvoice') AS "negativeInvoice.key",
  credit_payment_key AS "postedOverPayment.key", credit_payment_key AS "arPostedOverPayment.key",
  (SELECT currency FROM payment AS p WHERE p.key = application.payment_key) AS "txnCurrency.currency",
  CASE kind WHEN 'payment' THEN txn_amount END AS "txnCurrency.paymentAmount",
  CASE kind WHEN 'payment' THEN base_amount END AS "baseCurrency.paymentAmount",
  CASE kind WHEN 'adjustment' THEN txn_amount END AS "txnCurrency.adjustmentAmount",
  CASE kind WHEN 'adjustment' THEN base_amount END AS "baseCurrency.adjustmentAmount",
  CASE kind WHEN 'advance' THEN txn_amount END AS "txnCurrency.postedAdvanceAmount",
  CASE kind WHEN 'advance' THEN base_amount END AS "baseCurrency.postedAdvanceAmount",
  CASE kind WHEN 'overPayment' THEN txn_amount END AS "txnCurrency.postedOverPaymentAmount",
  CASE kind WHEN 'overPayment' THEN base_amount END AS "baseCurrency.postedOverPaymentAmount",
  CASE kind WHEN 'negativeInvoice' THEN txn_amount END AS "txnCurrency.negativeInvoiceAmount",
  CASE kind WHEN 'negativeInvoice' THEN base_amount END AS "baseCurrency.negativeInvoiceAmount",
  (SELECT entity_key FROM payment AS p WHERE p.key = application.payment_key) AS "~entity", extra AS "~extra"
  FROM application WHERE (SELECT subledger FROM payment AS p WHERE p.key = application.payment_key) = 'AR';

CREATE VIEW "accounts-payable/payment-detail" AS SELECT
  key AS "key", key AS "id", payment_key AS "apPayment.key", applied_on AS "paymentDate",
  CASE is_posted WHEN 1 THEN 'confirmed' ELSE 'draft' END AS "state",
  (SELECT d.key FROM document AS d WHERE d.key = application.document_key
    AND d.kind <> 'adjustment') AS "bill.key",
  (SELECT d.key FROM document AS d WHERE d.key = application.document_key
    AND d.kind = 'adjustment') AS "apCreditAdjustment.key",
  (SELECT d.key FROM document AS d WHERE d.key = application.credit_key
    AND application.kind = 'adjustment') AS "apDebitAdjustment.key",
  (SELECT d.key FROM document AS d WHERE d.key = application.credit_key
    AND application.kind = 'advance') AS "apAdvance.key",
  (SELECT d.key FROM document AS d WHERE d.key = application.credit_key
    AND application.kind = 'advance') AS "apPostedAdvance.key",
  (SELECT d.key FROM document AS d WHERE d.key = application.credit_key
    AND application.kind = 'negativeInvoice') AS "inlineBill.key",
  (SELECT currency FROM payment AS p WHERE p.key = application.payment_key) AS "txnCurrency.currency",
  CASE kind WHEN 'payment' THEN txn_amount END AS "txnCurrency.paymentAmount",
  CASE kind WHEN 'payment' THEN base_amount END AS "baseCurrency.paymentAmount",
  CASE kind WHEN 'adjustment' THEN txn_amount END AS "txnCurrency.adjustmentAmount",
  CASE kind WHEN 'adjustment' THEN base_amount END AS "baseCurrency.adjustmentAmount",
  CASE kind WHEN 'advance' THEN txn_amount END AS "txnCurrency.postedAdvanceAmount",
  CASE kind WHEN 'advance' THEN base_amount END AS "baseCurrency.postedAdvanceAmount",
  CASE kind WHEN 'negativeInvoice' THEN txn_amount END AS "txnCurrency.inlineAmount",
  CASE kind WHEN 'negativeInvoice' THEN base_amount END AS "baseCurrency.inlineAmount",
  (SELECT entity_key FROM payment AS p WHERE p.key = application.payment_key) AS "~entity", extra AS "~extra"
  FROM application WHERE (SELECT subledger FROM payment AS p WHERE p.key = application.payment_key) = 'AP';

CREATE VIEW "accounts-receivable/customer-total" AS SELECT
  (SELECT d.key FROM document AS d WHERE d.party_key = p.key AND d.entity_key = e.key
    ORDER BY d.key LIMIT 1) AS "key",
  (SELECT d.key FROM document AS d WHERE d.party_key = p.key AND d.entity_key = e.key
    ORDER BY d.key LIMIT 1) AS "id", p.key AS "customer.key", e.key AS "entity.key",
  CASE (SELECT total_due FROM assumed) WHEN 'gross' THEN
    (SELECT COALESCE(SUM(d.base_due), 0) FROM document_amounts AS d WHERE d.party_key = p.key
      AND d.entity_key = e.key AND d.state = 'posted' AND d.kind <> 'advance' AND d.base_due > 0)
  ELSE
    (SELECT COALESCE(SUM(CASE d.kind WHEN 'advance' THEN -l.base_amount ELSE l.base_amount END), 0)
      FROM document AS d JOIN document_line AS l ON l.document_key = d.key
      WHERE d.party_key = p.key AND d.entity_key = e.key AND d.state = 'posted')
    - (SELECT COALESCE(SUM(m.base_amount - m.base_gain), 0) FROM payment AS m WHERE m.party_key = p.key
      AND m.entity_key = e.key
      AND m.state NOT IN ('draft', 'submitted', 'partiallyApproved', 'approved', 'declined'))
  END AS "totalDue",
  e.key AS "~entity"
  FROM party AS p JOIN entity AS e WHERE p.subledger = 'AR' AND EXISTS
    (SELECT 1 FROM document AS d WHERE d.party_key = p.key AND d.entity_key = e.key);

CREATE VIEW "accounts-payable/vendor-total" AS SELECT
  (SELECT d.key FROM document AS d WHERE d.party_key = p.key AND d.entity_key = e.key
    ORDER BY d.key LIMIT 1) AS "key",
  (SELECT d.key FROM document AS d WHERE d.party_key = p.key AND d.entity_key = e.key
    ORDER BY d.key LIMIT 1) AS "id", p.key AS "vendor.key", e.key AS "entity.key",
  CASE (SELECT total_due FROM assumed) WHEN 'gross' THEN
    (SELECT COALESCE(SUM(d.base_due), 0) FROM document_amounts AS d WHERE d.party_key = p.key
      AND d.entity_key = e.key AND d.state = 'posted' AND d.kind <> 'advance' AND d.base_due > 0)
  ELSE
    (SELECT COALESCE(SUM(CASE d.kind WHEN 'advance' THEN -l.base_amount ELSE l.base_amount END), 0)
      FROM document AS d JOIN document_line AS l ON l.document_key = d.key
      WHERE d.party_key = p.key AND d.entity_key = e.key AND d.state = 'posted')
    - (SELECT COALESCE(SUM(m.base_amount - m.base_gain), 0) FROM payment AS m WHERE m.party_key = p.key
      AND m.entity_key = e.key
      AND m.state NOT IN ('draft', 'submitted', 'partiallyApproved', 'approved', 'declined'))
  END AS "totalDue",
  e.key AS "~entity"
  FROM party AS p JOIN entity AS e WHERE p.subledger = 'AP' AND EXISTS
    (SELECT 1 FROM document AS d WHERE d.party_key = p.key AND d.entity_key = e.key);

CREATE VIEW "general-ledger/journal-entry" AS SELECT
  key AS "key", key AS "id", number AS "txnNumber", journal_key AS "glJournal.key",
  description AS "description", posting_date AS "postingDate", reference AS "referenceNumber",
  module AS "moduleName", state AS "state", reversed_by_key AS "reversedBy.key",
  reversed_from_date AS "reversedFromDate", entity_key AS "entity.key",
  created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key", entity_key AS "~entity",
  extra AS "~extra"
  FROM journal_entry;

CREATE VIEW "general-ledger/journal-entry-line" AS SELECT
  key AS "key", key AS "id", line_number AS "lineNumber", txn_type AS "txnType",
  txn_amount AS "txnAmount", base_amount AS "baseAmount", entry_date AS "entryDate",
  description AS "description", document_id AS "documentId",
  (SELECT CASE WHEN e.state = 'reversed' AND (SELECT reversed_state FROM assumed) = 'posted' THEN 'posted'
    ELSE e.state END FROM journal_entry AS e WHERE e.key = journal_line.entry_key) AS "state",
  currency AS "currency.txnCurrency", base_currency AS "currency.baseCurrency",
  account_key AS "glAccount.key", entry_key AS "journalEntry.key", entry_key AS "parent.key",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  customer_key AS "dimensions.customer.key", vendor_key AS "dimensions.vendor.key",
  (SELECT entity_key FROM location AS o WHERE o.key = journal_line.location_key) AS "~entity",
  extra AS "~extra"
  FROM journal_line
  WHERE (SELECT draft_lines FROM assumed) IS NOT 'hidden'
    OR (SELECT e.state FROM journal_entry AS e WHERE e.key = journal_line.entry_key) <> 'draft';
