-- The API's objects as views over the ledger: one view an object, named as the query service names it.
-- A column is a field path of catalogue.json; `x.key` is a reference to another object.
-- "~entity" is the entity that owns the row (null: shared at the top level) and is not a field.
-- "~extra" is the JSON that holds the fields without a column. One table a view, so that SQLite can fold it into
-- a query. An object without a view lives in the table `record`, all its fields as JSON.

CREATE VIEW "company-config/user" AS SELECT
  key AS "key", id AS "id", name AS "userName", status AS "status",
  extra AS "~extra"
  FROM user;

CREATE VIEW "company-config/company-preference" AS SELECT
  'setup' AS "key", id AS "id", name AS "name", base_currency AS "accounting.baseCurrency",
  CASE first_fiscal_month WHEN 1 THEN 'january' WHEN 2 THEN 'february' WHEN 3 THEN 'march'
    WHEN 4 THEN 'april' WHEN 5 THEN 'may' WHEN 6 THEN 'june' WHEN 7 THEN 'july' WHEN 8 THEN 'august'
    WHEN 9 THEN 'september' WHEN 10 THEN 'october' WHEN 11 THEN 'november' WHEN 12 THEN 'december'
    END AS "accounting.firstFiscalMonth",
  'accrualBasis' AS "accounting.reportingMethod", 'standard' AS "accounting.accountingPeriods" FROM company;

CREATE VIEW "company-config/entity" AS SELECT
  key AS "key", id AS "id", name AS "name", status AS "status", base_currency AS "baseCurrency.id",
  books_open_from AS "openBooksStartDate", receivable_key AS "interEntityReceivableGLAccount.key",
  payable_key AS "interEntityPayableGLAccount.key", key AS "~entity",
  extra AS "~extra"
  FROM entity;

CREATE VIEW "company-config/location" AS SELECT
  key AS "key", id AS "id", name AS "name", status AS "status", parent_key AS "parent.key",
  type AS "locationType", entity_key AS "entity.key",
  (SELECT base_currency FROM entity WHERE entity.key = location.entity_key) AS "baseCurrency",
  entity_key AS "~entity",
  extra AS "~extra"
  FROM location;

CREATE VIEW "company-config/department" AS SELECT
  key AS "key", id AS "id", name AS "name", status AS "status", parent_key AS "parent.key",
  extra AS "~extra"
  FROM department;

CREATE VIEW "general-ledger/account" AS SELECT
  key AS "key", id AS "id", name AS "name", type AS "accountType", normal_balance AS "normalBalance",
  closing_type AS "closingType", closes_to_key AS "closeToGLAccount.key",
  control AS "alternativeGLAccount", status AS "status",
  disallows_direct_posting AS "disallowDirectPosting", category AS "category",
  extra AS "~extra"
  FROM account;

CREATE VIEW "general-ledger/account-group" AS SELECT
  key AS "key", id AS "id", title AS "title", normal_balance AS "normalBalance",
  group_type AS "groupType", calculation_method AS "calculationMethod",
  extra AS "~extra"
  FROM account_group;

CREATE VIEW "general-ledger/account-range" AS SELECT
  key AS "key", key AS "id", sort_order AS "sortOrder", range_from AS "rangeFrom", range_to AS "rangeTo",
  group_key AS "glAccountGroup.key",
  extra AS "~extra"
  FROM account_range;

CREATE VIEW "general-ledger/account-group-member" AS SELECT
  key AS "key", key AS "id", sort_order AS "sortOrder", member_key AS "accountGroup.key",
  group_key AS "glAccountGroup.key",
  extra AS "~extra"
  FROM account_group_member;

CREATE VIEW "general-ledger/journal" AS SELECT
  key AS "key", id AS "id", name AS "name", status AS "status", book_id AS "bookId",
  book_type AS "bookType", is_adjustment AS "isAdjustment",
  extra AS "~extra"
  FROM journal;

CREATE VIEW "general-ledger/reporting-period" AS SELECT
  key AS "key", id AS "id", id AS "columnHeader1", start_date AS "startDate", end_date AS "endDate",
  is_budgetable AS "isBudgetable", 'standard' AS "reportingPeriodType", status AS "status",
  extra AS "~extra"
  FROM reporting_period;

CREATE VIEW "accounts-receivable/term" AS SELECT
  key AS "key", id AS "id", description AS "description", days AS "due.days",
  'fromInvoiceDate' AS "due.from", status AS "status",
  extra AS "~extra"
  FROM term WHERE subledger = 'AR';

CREATE VIEW "accounts-payable/term" AS SELECT
  key AS "key", id AS "id", description AS "description", days AS "due.days",
  status AS "status",
  extra AS "~extra"
  FROM term WHERE subledger = 'AP';

CREATE VIEW "cash-management/checking-account" AS SELECT
  key AS "key", id AS "id", bank_name AS "bankAccountDetails.bankName",
  account_number AS "bankAccountDetails.accountNumber", routing_number AS "bankAccountDetails.routingNumber",
  currency AS "bankAccountDetails.currency", account_key AS "accounting.glAccount.key",
  location_key AS "location.key", status AS "status",
  (SELECT entity_key FROM location WHERE location.key = bank_account.location_key) AS "~entity",
  extra AS "~extra"
  FROM bank_account;

-- Bank accounts of all kinds in one short list. Savings accounts and cards are not in it: they are kept as records.
CREATE VIEW "cash-management/bank-account" AS SELECT
  key AS "key", id AS "id", 'checking' AS "accountType", status AS "status",
  (SELECT entity_key FROM location WHERE location.key = bank_account.location_key) AS "~entity",
  extra AS "~extra"
  FROM bank_account;

-- Customers and vendors with what they owe or are owed: posted documents less payments, applied or not.
CREATE VIEW party_amounts AS SELECT party.*,
  (SELECT COALESCE(SUM(l.base_amount), 0) FROM document AS d JOIN document_line AS l ON l.document_key = d.key
    WHERE d.party_key = party.key AND d.state = 'posted')
  - (SELECT COALESCE(SUM(p.base_amount), 0) FROM payment AS p WHERE p.party_key = party.key) AS base_due,
  (SELECT MAX(d.document_date) FROM document AS d
    WHERE d.party_key = party.key AND d.state <> 'draft') AS last_document_date
  FROM party;

CREATE VIEW "accounts-receivable/customer" AS SELECT
  key AS "key", id AS "id", name AS "name", status AS "status", currency AS "currency",
  credit_limit AS "creditLimit", is_on_hold AS "isOnHold", tax_id AS "taxId", notes AS "notes",
  term_key AS "term.key", parent_key AS "parent.key",
  base_due AS "totalDue", last_document_date AS "lastInvoiceCreatedDate",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity",
  extra AS "~extra"
  FROM party_amounts WHERE subledger = 'AR';

CREATE VIEW "accounts-payable/vendor" AS SELECT
  key AS "key", id AS "id", name AS "name", status AS "status", 'a' AS "state", currency AS "currency",
  credit_limit AS "creditLimit", is_on_hold AS "isOnHold", 0 AS "doNotPay", tax_id AS "taxId", notes AS "notes",
  term_key AS "term.key", parent_key AS "parent.key",
  base_due AS "totalDue", last_document_date AS "lastBillCreatedDate",
  (SELECT MAX(p.payment_date) FROM payment AS p WHERE p.party_key = party_amounts.key) AS "lastPaymentMadeDate",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity",
  extra AS "~extra"
  FROM party_amounts WHERE subledger = 'AP';

-- Documents with their amounts: `total` of the lines, `paid` by applications, and what is `due` of it.
-- A reversed document and its reversal are due nothing.
CREATE VIEW document_amounts AS SELECT document.*,
  (SELECT base_currency FROM entity WHERE entity.key = document.entity_key) AS base_currency,
  (SELECT SUM(l.txn_amount) FROM document_line AS l WHERE l.document_key = document.key) AS txn_total,
  (SELECT SUM(l.base_amount) FROM document_line AS l WHERE l.document_key = document.key) AS base_total,
  (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.document_key = document.key) AS txn_paid,
  (SELECT COALESCE(SUM(a.base_amount), 0) FROM application AS a WHERE a.document_key = document.key) AS base_paid
  FROM document;

CREATE VIEW "accounts-receivable/invoice" AS SELECT
  key AS "key", key AS "id", 'ri' AS "recordType", 'accountsReceivable' AS "moduleKey",
  number AS "invoiceNumber", document_date AS "invoiceDate", due_date AS "dueDate",
  reference AS "referenceNumber", description AS "description", party_key AS "customer.key",
  term_key AS "term.key", entity_key AS "entity.key",
  currency AS "currency.txnCurrency", base_currency AS "currency.baseCurrency",
  CASE WHEN state <> 'posted' THEN state WHEN txn_paid = 0 THEN 'posted' WHEN txn_paid = txn_total THEN 'paid'
    ELSE 'partiallyPaid' END AS "state",
  base_total AS "totalBaseAmount", txn_total AS "totalTxnAmount",
  CASE WHEN state IN ('reversed', 'reversal') THEN 0 ELSE base_total - base_paid END AS "totalBaseAmountDue",
  CASE WHEN state IN ('reversed', 'reversal') THEN 0 ELSE txn_total - txn_paid END AS "totalTxnAmountDue",
  base_paid AS "paymentInformation.totalBaseAmountPaid", txn_paid AS "paymentInformation.totalTxnAmountPaid",
  CASE WHEN state = 'posted' AND txn_paid <> txn_total
    THEN CAST(julianday((SELECT today FROM company)) - julianday(due_date) AS INTEGER) END AS "dueInDays",
  created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key", entity_key AS "~entity",
  extra AS "~extra"
  FROM document_amounts WHERE subledger = 'AR';

CREATE VIEW "accounts-payable/bill" AS SELECT
  key AS "key", key AS "id", 'pi' AS "recordType", 'accountsPayable' AS "moduleName",
  number AS "billNumber", document_date AS "createdDate", posting_date AS "postingDate", due_date AS "dueDate",
  reference AS "referenceNumber", description AS "description", party_key AS "vendor.key",
  term_key AS "term.key", 0 AS "isOnHold", entity_key AS "entity.key",
  currency AS "currency.txnCurrency", base_currency AS "currency.baseCurrency",
  CASE WHEN state <> 'posted' THEN state WHEN txn_paid = 0 THEN 'posted' WHEN txn_paid = txn_total THEN 'paid'
    ELSE 'partiallyPaid' END AS "state",
  base_total AS "totalBaseAmount", txn_total AS "totalTxnAmount",
  CASE WHEN state IN ('reversed', 'reversal') THEN 0 ELSE base_total - base_paid END AS "totalBaseAmountDue",
  CASE WHEN state IN ('reversed', 'reversal') THEN 0 ELSE txn_total - txn_paid END AS "totalTxnAmountDue",
  base_paid AS "paymentInformation.totalBaseAmountPaid", txn_paid AS "paymentInformation.totalTxnAmountPaid",
  created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key", entity_key AS "~entity",
  extra AS "~extra"
  FROM document_amounts WHERE subledger = 'AP';

CREATE VIEW "accounts-receivable/invoice-line" AS SELECT
  key AS "key", key AS "id", line_number AS "lineNumber", document_key AS "invoice.key",
  account_key AS "glAccount.key", txn_amount AS "txnAmount", base_amount AS "baseAmount", memo AS "memo",
  (SELECT currency FROM document AS d WHERE d.key = document_line.document_key) AS "currency.txnCurrency",
  (SELECT base_currency FROM document AS d JOIN entity AS e ON e.key = d.entity_key
    WHERE d.key = document_line.document_key) AS "currency.baseCurrency",
  (SELECT document_date FROM document AS d WHERE d.key = document_line.document_key) AS "createdDate",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "dimensions.customer.key",
  (SELECT entity_key FROM document AS d WHERE d.key = document_line.document_key) AS "~entity",
  extra AS "~extra"
  FROM document_line
  WHERE (SELECT subledger FROM document AS d WHERE d.key = document_line.document_key) = 'AR';

CREATE VIEW "accounts-payable/bill-line" AS SELECT
  key AS "key", key AS "id", line_number AS "lineNumber", document_key AS "bill.key",
  account_key AS "glAccount.key", txn_amount AS "txnAmount", txn_amount AS "totalTxnAmount",
  base_amount AS "baseAmount", memo AS "memo",
  (SELECT currency FROM document AS d WHERE d.key = document_line.document_key) AS "currency.txnCurrency",
  (SELECT base_currency FROM document AS d JOIN entity AS e ON e.key = d.entity_key
    WHERE d.key = document_line.document_key) AS "currency.baseCurrency",
  (SELECT document_date FROM document AS d WHERE d.key = document_line.document_key) AS "createdDate",
  (SELECT number FROM document AS d WHERE d.key = document_line.document_key) AS "billNumber",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "vendor.key",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  (SELECT party_key FROM document AS d WHERE d.key = document_line.document_key) AS "dimensions.vendor.key",
  (SELECT entity_key FROM document AS d WHERE d.key = document_line.document_key) AS "~entity",
  extra AS "~extra"
  FROM document_line
  WHERE (SELECT subledger FROM document AS d WHERE d.key = document_line.document_key) = 'AP';

CREATE VIEW "accounts-receivable/payment" AS SELECT
  key AS "key", key AS "id", 'rp' AS "recordType", state AS "state", method AS "paymentMethod",
  number AS "documentNumber", description AS "description", party_key AS "customer.key",
  payment_date AS "paymentSummary.receiptDate", payment_date AS "paidDate",
  (SELECT b.id FROM bank_account AS b WHERE b.key = payment.bank_account_key) AS "financialEntity.entityId",
  currency AS "txnCurrency.currency", txn_amount AS "txnCurrency.totalAmount",
  (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.payment_key = payment.key)
    AS "txnCurrency.totalPaid",
  base_amount AS "baseCurrency.totalAmount",
  (SELECT COALESCE(SUM(a.base_amount), 0) FROM application AS a WHERE a.payment_key = payment.key)
    AS "baseCurrency.totalPaid",
  txn_amount - (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.payment_key = payment.key)
    AS "overPaymentAmount",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity",
  extra AS "~extra"
  FROM payment WHERE subledger = 'AR';

CREATE VIEW "accounts-payable/payment" AS SELECT
  key AS "key", key AS "id", 'pp' AS "recordType", state AS "state", method AS "paymentMethod",
  number AS "documentNumber", description AS "description", party_key AS "vendor.key",
  payment_date AS "paymentDate", payment_date AS "txnPaidDate",
  (SELECT b.id FROM bank_account AS b WHERE b.key = payment.bank_account_key) AS "financialEntity.entityId",
  currency AS "txnCurrency.currency", txn_amount AS "txnCurrency.totalAmount",
  (SELECT COALESCE(SUM(a.txn_amount), 0) FROM application AS a WHERE a.payment_key = payment.key)
    AS "txnCurrency.totalPaid",
  base_amount AS "baseCurrency.totalAmount",
  (SELECT COALESCE(SUM(a.base_amount), 0) FROM application AS a WHERE a.payment_key = payment.key)
    AS "baseCurrency.totalPaid",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity",
  extra AS "~extra"
  FROM payment WHERE subledger = 'AP';

CREATE VIEW "accounts-receivable/payment-detail" AS SELECT
  key AS "key", key AS "id", payment_key AS "arPayment.key", document_key AS "arInvoice.key",
  applied_on AS "paymentDate",
  (SELECT currency FROM payment AS p WHERE p.key = application.payment_key) AS "txnCurrency.currency",
  txn_amount AS "txnCurrency.paymentAmount", base_amount AS "baseCurrency.paymentAmount",
  (SELECT entity_key FROM payment AS p WHERE p.key = application.payment_key) AS "~entity",
  extra AS "~extra"
  FROM application
  WHERE (SELECT subledger FROM payment AS p WHERE p.key = application.payment_key) = 'AR';

CREATE VIEW "accounts-payable/payment-detail" AS SELECT
  key AS "key", key AS "id", payment_key AS "apPayment.key", document_key AS "bill.key",
  applied_on AS "paymentDate", 'confirmed' AS "state",
  (SELECT currency FROM payment AS p WHERE p.key = application.payment_key) AS "txnCurrency.currency",
  txn_amount AS "txnCurrency.paymentAmount", base_amount AS "baseCurrency.paymentAmount",
  (SELECT entity_key FROM payment AS p WHERE p.key = application.payment_key) AS "~entity",
  extra AS "~extra"
  FROM application
  WHERE (SELECT subledger FROM payment AS p WHERE p.key = application.payment_key) = 'AP';

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
  (SELECT e.state FROM journal_entry AS e WHERE e.key = journal_line.entry_key) AS "state",
  currency AS "currency.txnCurrency", base_currency AS "currency.baseCurrency",
  account_key AS "glAccount.key", entry_key AS "journalEntry.key", entry_key AS "parent.key",
  location_key AS "dimensions.location.key", department_key AS "dimensions.department.key",
  class_key AS "dimensions.class.key", project_key AS "dimensions.project.key", item_key AS "dimensions.item.key",
  employee_key AS "dimensions.employee.key", service_line_key AS "dimensions.nsp::service_line.key",
  customer_key AS "dimensions.customer.key", vendor_key AS "dimensions.vendor.key",
  (SELECT entity_key FROM location AS o WHERE o.key = journal_line.location_key) AS "~entity",
  extra AS "~extra"
  FROM journal_line;

CREATE VIEW "company-config/folder" AS SELECT
  key AS "key",
  EXISTS (SELECT 1 FROM record AS r WHERE r.object = 'company-config/folder'
    AND json_extract(r.fields, '$."parent.key"') = record.key) AS "hasSubfolders",
  EXISTS (SELECT 1 FROM record AS r WHERE r.object = 'company-config/attachment'
    AND json_extract(r.fields, '$."folder.key"') = record.key) AS "hasAttachments",
  entity_key AS "~entity",
  fields AS "~extra"
  FROM record WHERE object = 'company-config/folder';

-- How the outputs of a report stand, in the words of the store that keeps them.
CREATE VIEW report_status AS SELECT
  job_key, output_type, output_location, modified_at,
  CASE state WHEN 'completed' THEN 'success' WHEN 'failed' THEN 'error' WHEN 'canceled' THEN 'canceled'
    ELSE 'pending' END AS status FROM report_output;

CREATE VIEW "reports/stored-report" AS SELECT
  key AS "key", key AS "id", name AS "reportTitle", '2.GL' AS "moduleKey",
  CASE report WHEN 'trial-balance' THEN 'gl_tb' WHEN 'details' THEN 'gl_glrep'
    WHEN 'account-balance' THEN 'gl_acctbal' WHEN 'account-balance-by-dimension' THEN 'gl_acctbaldim'
    WHEN 'account-group-hierarchy' THEN 'gl_acctgrp' END AS "reportType",
  (SELECT s.status FROM report_status AS s WHERE s.job_key = report_job.key
    AND s.output_location = 'intacct' AND s.output_type = 'html') AS "localStore.html.status",
  (SELECT s.status FROM report_status AS s WHERE s.job_key = report_job.key
    AND s.output_location = 'intacct' AND s.output_type = 'csv') AS "localStore.csv.status",
  (SELECT s.status FROM report_status AS s WHERE s.job_key = report_job.key
    AND s.output_location = 'intacct' AND s.output_type = 'text') AS "localStore.text.status",
  (SELECT s.status FROM report_status AS s WHERE s.job_key = report_job.key
    AND s.output_location = 'cloud' ORDER BY s.modified_at DESC LIMIT 1) AS "cloudStore.status",
  user_key AS "user.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime"
  FROM report_job;

CREATE VIEW "reports/stored-report-error-record" AS SELECT
  key AS "key", key AS "id", error_id AS "errorCode", error AS "errorDescription",
  '_' || output_type AS "reportType", modified_at AS "createdDateTime", job_key AS "storedReport.key"
  FROM report_output WHERE state = 'failed';
