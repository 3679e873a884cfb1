-- Payments, what parties owe by entity, and the general ledger, as views like those of objects.sql.

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
  key AS "key", key AS "id", 'apPayment' AS "recordType", state AS "state", method AS "paymentMethod",
  number AS "documentNumber", description AS "description", party_key AS "vendor.key",
  payment_date AS "paymentDate", payment_date AS "txnPaidDate",
  (SELECT b.id FROM bank_account AS b WHERE b.key = payment_amounts.bank_account_key) AS "financialEntity.entityId",
  (SELECT b.id FROM bank_account AS b WHERE b.key = payment_amounts.bank_account_key) AS "financialEntity.id",
  currency AS "txnCurrency.currency", txn_amount AS "txnCurrency.totalAmount", txn_applied AS "txnCurrency.totalPaid",
  base_currency AS "baseCurrency.currency", base_amount AS "baseCurrency.totalAmount",
  base_applied AS "baseCurrency.totalPaid",
  rate AS "exchangeRate.rate", rate_date AS "exchangeRate.date", rate_type AS "exchangeRate.typeId",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity", extra AS "~extra"
  FROM payment_amounts WHERE subledger = 'AP';

-- Receipts that lie in an account of undeposited funds (docs/api/reconciliation.md).
CREATE VIEW "cash-management/undeposited-fund" AS SELECT
  key AS "key", key AS "id", party_key AS "customer.key",
  (SELECT name FROM party WHERE party.key = payment_amounts.party_key) AS "payee",
  base_amount AS "totalEntered", txn_amount AS "txnTotalEntered", currency AS "currency",
  CASE method WHEN 'printedCheck' THEN 'check' WHEN 'creditCard' THEN 'chargeCard'
    WHEN 'onlineChargeCard' THEN method WHEN 'cash' THEN method ELSE 'recordTransfer' END AS "paymentMethod",
  number AS "documentNumber", entity_key AS "~entity"
  FROM payment_amounts WHERE subledger = 'AR' AND undeposited_key IS NOT NULL
    AND state NOT IN ('draft', 'reversed', 'reversal', 'voided');

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
  (SELECT created_at FROM payment AS p WHERE p.key = application.payment_key) AS "audit.createdDateTime",
  (SELECT modified_at FROM payment AS p WHERE p.key = application.payment_key) AS "audit.modifiedDateTime",
  (SELECT COALESCE(json_extract(p.extra, '$."audit.createdByUser.key"'), 1) FROM payment AS p
    WHERE p.key = application.payment_key) AS "audit.createdByUser.key",
  (SELECT COALESCE(json_extract(p.extra, '$."audit.modifiedByUser.key"'), 1) FROM payment AS p
    WHERE p.key = application.payment_key) AS "audit.modifiedByUser.key",
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
  (SELECT created_at FROM payment AS p WHERE p.key = application.payment_key) AS "audit.createdDateTime",
  (SELECT modified_at FROM payment AS p WHERE p.key = application.payment_key) AS "audit.modifiedDateTime",
  (SELECT COALESCE(json_extract(p.extra, '$."audit.createdByUser.key"'), 1) FROM payment AS p
    WHERE p.key = application.payment_key) AS "audit.createdByUser.key",
  (SELECT COALESCE(json_extract(p.extra, '$."audit.modifiedByUser.key"'), 1) FROM payment AS p
    WHERE p.key = application.payment_key) AS "audit.modifiedByUser.key",
  (SELECT entity_key FROM payment AS p WHERE p.key = application.payment_key) AS "~entity", extra AS "~extra"
  FROM application WHERE (SELECT subledger FROM payment AS p WHERE p.key = application.payment_key) = 'AP';

-- What parties owe or are owed, a row for each line of a posted document, and what they paid. In base currency and as the
-- reading says: net of credits and money on account, without or with what is held back; or (gross) only what is open of
-- documents, which then stands on the first line. What was gained on exchange counts as not paid.
CREATE VIEW party_owings AS SELECT document.party_key, document.entity_key,
  CASE (SELECT total_due FROM assumed)
    WHEN 'gross' THEN (SELECT a.base_due FROM document_amounts AS a
      WHERE a.key = document.key AND a.kind <> 'advance' AND a.base_due > 0 AND l.line_number = 1)
    WHEN 'with-retainage' THEN CASE document.kind WHEN 'advance' THEN -l.base_amount ELSE l.base_amount END
    ELSE CASE document.kind WHEN 'advance' THEN -l.base_amount ELSE l.base_amount - l.base_retained END
  END AS base_due
  FROM document JOIN document_line AS l ON l.document_key = document.key WHERE document.state = 'posted';

CREATE VIEW party_payments AS SELECT party_key, entity_key,
  CASE (SELECT total_due FROM assumed) WHEN 'gross' THEN 0 ELSE base_amount - base_gain END AS base_paid
  FROM payment WHERE state NOT IN ('draft', 'submitted', 'partiallyApproved', 'approved', 'declined');

-- What is due of each party in each entity that it has documents in; the first of these lends its key.
CREATE VIEW party_entity_totals AS SELECT
  (SELECT d.key FROM document AS d WHERE d.party_key = p.key AND d.entity_key = e.key
    ORDER BY d.key LIMIT 1) AS first_key, p.subledger AS subledger, p.key AS party_key, e.key AS entity_key,
  (SELECT COALESCE(SUM(d.base_due), 0) FROM party_owings AS d
      WHERE d.party_key = p.key AND d.entity_key = e.key)
    - (SELECT COALESCE(SUM(m.base_paid), 0) FROM party_payments AS m
      WHERE m.party_key = p.key AND m.entity_key = e.key) AS base_due
  FROM party AS p JOIN entity AS e WHERE EXISTS
    (SELECT 1 FROM document AS d WHERE d.party_key = p.key AND d.entity_key = e.key);

CREATE VIEW "accounts-receivable/customer-total" AS SELECT
  first_key AS "key", first_key AS "id", party_key AS "customer.key", entity_key AS "entity.key",
  base_due AS "totalDue", entity_key AS "~entity" FROM party_entity_totals WHERE subledger = 'AR';

CREATE VIEW "accounts-payable/vendor-total" AS SELECT
  first_key AS "key", first_key AS "id", party_key AS "vendor.key", entity_key AS "entity.key",
  base_due AS "totalDue", entity_key AS "~entity" FROM party_entity_totals WHERE subledger = 'AP';

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
  (SELECT CASE WHEN journal_line.entry_date <= r.day THEN 'true' ELSE 'false' END FROM reconciled AS r
    WHERE r.account_key = journal_line.account_key) AS "reconciliationGroup.cleared",
  (SELECT r.day FROM reconciled AS r WHERE r.account_key = journal_line.account_key
    AND journal_line.entry_date <= r.day) AS "reconciliationGroup.clearingDate",
  (SELECT r.day FROM reconciled AS r WHERE r.account_key = journal_line.account_key
    AND journal_line.entry_date <= r.day) AS "reconciliationGroup.reconciliationDate",
  (SELECT created_at FROM journal_entry AS e WHERE e.key = journal_line.entry_key) AS "audit.createdDateTime",
  (SELECT modified_at FROM journal_entry AS e WHERE e.key = journal_line.entry_key) AS "audit.modifiedDateTime",
  (SELECT COALESCE(json_extract(e.extra, '$."audit.createdByUser.key"'), 1) FROM journal_entry AS e
    WHERE e.key = journal_line.entry_key) AS "audit.createdByUser.key",
  (SELECT COALESCE(json_extract(e.extra, '$."audit.modifiedByUser.key"'), 1) FROM journal_entry AS e
    WHERE e.key = journal_line.entry_key) AS "audit.modifiedByUser.key",
  (SELECT entity_key FROM location AS o WHERE o.key = journal_line.location_key) AS "~entity",
  extra AS "~extra"
  FROM journal_line
  WHERE (SELECT draft_lines FROM assumed) IS NOT 'hidden'
    OR (SELECT e.state FROM journal_entry AS e WHERE e.key = journal_line.entry_key) <> 'draft';
