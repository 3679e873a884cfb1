-- The lines of the API's documents as views like those of objects.sql.

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
