-- The API's objects as views over the ledger: one view an object, named as the query service names it.
-- A column is a field path of catalogue.json; `x.key` is a reference to another object.
-- "~entity" is the entity that owns the row (null: shared at the top level) and is not a field.
-- "~extra" is the JSON that holds the fields without a column. One table a view, so that SQLite can fold it into
-- a query. documents.sql, document_lines.sql and transactions.sql have those that post. An object without a view
-- lives in the table `record`, all its fields as JSON.

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

-- The entities once more, as members of a dimension: every entity may name every other one.
CREATE VIEW "company-config/affiliate-entity" AS SELECT
  key AS "key", id AS "id", name AS "name", status AS "status"
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

CREATE VIEW "general-ledger/account-group-map" AS SELECT
  account_range.key * 100000 + account.key AS "key", account.id AS "id", account.name AS "accountName",
  (SELECT g.id FROM account_group AS g WHERE g.key = account_range.group_key) AS "accountGroupName"
  FROM account_range JOIN account ON account.id BETWEEN account_range.range_from AND account_range.range_to;

CREATE VIEW "general-ledger/account-group-member" AS SELECT
  key AS "key", key AS "id", sort_order AS "sortOrder", member_key AS "accountGroup.key",
  group_key AS "glAccountGroup.key",
  extra AS "~extra"
  FROM account_group_member;

CREATE VIEW "general-ledger/journal" AS SELECT
  key AS "key", id AS "id", name AS "name", status AS "status", CASE WHEN (SELECT book_id FROM assumed) = 'Accrual' AND book_id = 'ACCRUAL' THEN 'Accrual' ELSE book_id END
    AS "bookId",
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

-- Up to which day the lines of a bank account's own account are reconciled (docs/api/reconciliation.md); null: never yet.
CREATE VIEW reconciled AS SELECT account_key,
  json_extract(extra, '$."reconciliation.lastReconciledDate"') AS day FROM bank_account;

-- Bank accounts of all kinds in one short list. Savings accounts and cards are not in it: they are kept as records.
CREATE VIEW "cash-management/bank-account" AS SELECT
  key AS "key", id AS "id", key AS "referenceKey", bank_name AS "name", currency AS "currency",
  'checking' AS "accountType",
  (SELECT entity_key FROM location WHERE location.key = bank_account.location_key) AS "~entity",
  extra AS "~extra"
  FROM bank_account;

-- Customers and vendors with what they owe or are owed, over all entities.
CREATE VIEW party_amounts AS SELECT party.*,
  (SELECT COALESCE(SUM(d.base_due), 0) FROM party_owings AS d WHERE d.party_key = party.key)
    - (SELECT COALESCE(SUM(p.base_paid), 0) FROM party_payments AS p WHERE p.party_key = party.key) AS base_due,
  (SELECT MAX(d.document_date) FROM document AS d
    WHERE d.party_key = party.key AND d.state <> 'draft' AND d.kind = 'document') AS last_document_date
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
  key AS "key", id AS "id", name AS "name", status AS "status", COALESCE(json_extract(extra, '$.state'), 'a') AS "state", currency AS "currency",
  credit_limit AS "creditLimit", is_on_hold AS "isOnHold", COALESCE(json_extract(extra, '$.doNotPay'), 0) AS "doNotPay", tax_id AS "taxId", notes AS "notes",
  term_key AS "term.key", parent_key AS "parent.key",
  base_due AS "totalDue", last_document_date AS "lastBillCreatedDate",
  (SELECT MAX(p.payment_date) FROM payment AS p WHERE p.party_key = party_amounts.key) AS "lastPaymentMadeDate",
  entity_key AS "entity.key", created_at AS "audit.createdDateTime", modified_at AS "audit.modifiedDateTime",
  COALESCE(json_extract(extra, '$."audit.createdByUser.key"'), 1) AS "audit.createdByUser.key",
  COALESCE(json_extract(extra, '$."audit.modifiedByUser.key"'), 1) AS "audit.modifiedByUser.key",
  entity_key AS "~entity",
  extra AS "~extra"
  FROM party_amounts WHERE subledger = 'AP';

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
