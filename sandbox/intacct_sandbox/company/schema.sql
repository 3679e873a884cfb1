-- The sandbox ledger. Everything any endpoint answers is derived from these rows.
-- Amounts are whole cents of the currency beside them; dates are ISO text; booleans are 0 or 1.
-- `extra` holds, as JSON from field path to value, what the API knows of a record beyond the columns.
-- docs/sandbox-ledger.md explains the tables; objects.sql shows them as the API's objects.

CREATE TABLE company (
  id TEXT NOT NULL, name TEXT NOT NULL, base_currency TEXT NOT NULL,
  first_fiscal_month INTEGER NOT NULL, today TEXT NOT NULL, seed INTEGER NOT NULL,
  journal_lines_asked INTEGER NOT NULL, closing_journals TEXT NOT NULL
);
-- The readings of open points that shape answers, one row (assumptions.py).
CREATE TABLE assumed (
  draft_lines TEXT NOT NULL, book_id TEXT NOT NULL, credit_sign TEXT NOT NULL,
  adjustment_totals TEXT NOT NULL, reversed_state TEXT NOT NULL, total_due TEXT NOT NULL,
  subledger_postings TEXT NOT NULL
);
CREATE TABLE user (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, status TEXT NOT NULL,
  entity_key INTEGER REFERENCES entity, -- the only entity it may see; null: all
  extra TEXT
);
CREATE TABLE entity (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, base_currency TEXT NOT NULL,
  books_open_from TEXT NOT NULL, status TEXT NOT NULL,
  is_private INTEGER NOT NULL DEFAULT 0, -- its records are hidden at the top level unless asked for
  receivable_key INTEGER REFERENCES account, payable_key INTEGER REFERENCES account, -- with other entities
  extra TEXT
);
CREATE TABLE location (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  parent_key INTEGER REFERENCES location, entity_key INTEGER NOT NULL REFERENCES entity,
  type TEXT NOT NULL CHECK (type IN ('entity', 'elimination', 'location')), status TEXT NOT NULL,
  extra TEXT
);
CREATE TABLE department (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  parent_key INTEGER REFERENCES department, status TEXT NOT NULL, extra TEXT
);
CREATE TABLE account (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('balanceSheet', 'incomeStatement')),
  normal_balance TEXT NOT NULL CHECK (normal_balance IN ('debit', 'credit')),
  closing_type TEXT NOT NULL, closes_to_key INTEGER REFERENCES account,
  control TEXT NOT NULL DEFAULT 'none', status TEXT NOT NULL,
  disallows_direct_posting INTEGER NOT NULL DEFAULT 0, category TEXT, extra TEXT
);
CREATE TABLE account_group (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
  normal_balance TEXT NOT NULL, group_type TEXT NOT NULL, calculation_method TEXT NOT NULL, extra TEXT
);
CREATE TABLE account_range (
  key INTEGER PRIMARY KEY, group_key INTEGER NOT NULL REFERENCES account_group,
  sort_order INTEGER NOT NULL, range_from TEXT NOT NULL, range_to TEXT NOT NULL, extra TEXT
);
CREATE TABLE account_group_member (
  key INTEGER PRIMARY KEY, group_key INTEGER NOT NULL REFERENCES account_group,
  sort_order INTEGER NOT NULL, member_key INTEGER NOT NULL REFERENCES account_group, extra TEXT
);
CREATE TABLE journal (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  book_id TEXT NOT NULL, book_type TEXT NOT NULL, is_adjustment INTEGER NOT NULL, status TEXT NOT NULL, extra TEXT
);
CREATE TABLE reporting_period (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, start_date TEXT, end_date TEXT,
  is_budgetable INTEGER NOT NULL, status TEXT NOT NULL, extra TEXT
);
CREATE TABLE term (
  key INTEGER PRIMARY KEY, subledger TEXT NOT NULL, id TEXT NOT NULL, description TEXT NOT NULL,
  days INTEGER NOT NULL, status TEXT NOT NULL, extra TEXT, UNIQUE (subledger, id)
);
CREATE TABLE bank_account (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bank_name TEXT NOT NULL,
  account_number TEXT NOT NULL, routing_number TEXT NOT NULL, currency TEXT NOT NULL,
  account_key INTEGER NOT NULL REFERENCES account, location_key INTEGER NOT NULL REFERENCES location,
  status TEXT NOT NULL, extra TEXT
);
-- A party is whoever a subledger is with: customers in AR, vendors in AP.
CREATE TABLE party (
  key INTEGER PRIMARY KEY, subledger TEXT NOT NULL CHECK (subledger IN ('AR', 'AP')),
  entity_key INTEGER REFERENCES entity, -- whose it is; null: shared by all entities
  id TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, currency TEXT NOT NULL,
  credit_limit NUMERIC, term_key INTEGER REFERENCES term, parent_key INTEGER REFERENCES party,
  is_on_hold INTEGER NOT NULL DEFAULT 0, tax_id TEXT, notes TEXT,
  created_at TEXT NOT NULL, modified_at TEXT NOT NULL, extra TEXT, UNIQUE (subledger, id)
);
-- What documents of one type, entity and month are gathered in. Those that the company makes itself have creation 'system'.
CREATE TABLE summary (
  key INTEGER PRIMARY KEY, subledger TEXT NOT NULL CHECK (subledger IN ('AR', 'AP')), type TEXT NOT NULL,
  entity_key INTEGER REFERENCES entity, name TEXT, posting_date TEXT, state TEXT NOT NULL,
  creation TEXT NOT NULL, extra TEXT
);
-- Whatever changes what a party owes: invoices and bills, adjustments (credit memos have negative lines) and
-- advances (money before an invoice: its lines are the deposit accounts). Only what is posted has an entry.
CREATE TABLE document (
  key INTEGER PRIMARY KEY, subledger TEXT NOT NULL CHECK (subledger IN ('AR', 'AP')),
  kind TEXT NOT NULL DEFAULT 'document' CHECK (kind IN ('document', 'adjustment', 'advance')),
  number TEXT, party_key INTEGER NOT NULL REFERENCES party, entity_key INTEGER NOT NULL REFERENCES entity,
  document_date TEXT NOT NULL, posting_date TEXT NOT NULL, due_date TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('draft', 'submitted', 'partiallyApproved', 'declined', 'posted', 'reversed', 'reversal')),
  currency TEXT NOT NULL,
  rate TEXT, rate_date TEXT, rate_type TEXT, -- to base currency, as decimal text; null: it is in base currency
  bank_account_key INTEGER REFERENCES bank_account, method TEXT, -- of an advance
  description TEXT, reference TEXT, term_key INTEGER REFERENCES term,
  reverses_key INTEGER REFERENCES document, entry_key INTEGER REFERENCES journal_entry,
  summary_key INTEGER REFERENCES summary,
  created_at TEXT NOT NULL, modified_at TEXT NOT NULL, extra TEXT
);
CREATE TABLE document_line (
  key INTEGER PRIMARY KEY, document_key INTEGER NOT NULL REFERENCES document, line_number INTEGER NOT NULL,
  account_key INTEGER NOT NULL REFERENCES account, txn_amount INTEGER NOT NULL, base_amount INTEGER NOT NULL,
  memo TEXT, location_key INTEGER NOT NULL REFERENCES location, department_key INTEGER REFERENCES department,
  class_key INTEGER REFERENCES record, project_key INTEGER REFERENCES record, item_key INTEGER REFERENCES record,
  employee_key INTEGER REFERENCES record, service_line_key INTEGER REFERENCES record,
  other_party_key INTEGER REFERENCES party, -- a vendor on an AR line, a customer on an AP line
  subtotal TEXT CHECK (subtotal IN ('tax', 'subtotal')),
  retainage_percentage TEXT, txn_retained INTEGER NOT NULL DEFAULT 0, base_retained INTEGER NOT NULL DEFAULT 0,
  extra TEXT
);
CREATE TABLE payment (
  key INTEGER PRIMARY KEY, subledger TEXT NOT NULL CHECK (subledger IN ('AR', 'AP')),
  number TEXT, party_key INTEGER NOT NULL REFERENCES party, entity_key INTEGER NOT NULL REFERENCES entity,
  payment_date TEXT NOT NULL, method TEXT NOT NULL,
  bank_account_key INTEGER REFERENCES bank_account, -- null: only credits are applied
  undeposited_key INTEGER REFERENCES account, -- or the money is not in the bank yet
  state TEXT NOT NULL, currency TEXT NOT NULL, txn_amount INTEGER NOT NULL, base_amount INTEGER NOT NULL,
  rate TEXT, rate_date TEXT, rate_type TEXT,
  base_gain INTEGER NOT NULL DEFAULT 0, -- realised: what was taken is worth more than what it cleared
  description TEXT, reverses_key INTEGER REFERENCES payment,
  entry_key INTEGER REFERENCES journal_entry, cash_entry_key INTEGER REFERENCES journal_entry,
  created_at TEXT NOT NULL, modified_at TEXT NOT NULL, extra TEXT
);
-- What clears which document: money of the payment, or a credit that the payment applies. The two amounts in base
-- currency differ by the realised gain. A reversal repeats the rows of its payment with negative amounts.
CREATE TABLE application (
  key INTEGER PRIMARY KEY, payment_key INTEGER NOT NULL REFERENCES payment,
  document_key INTEGER NOT NULL REFERENCES document, applied_on TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'payment'
    CHECK (kind IN ('payment', 'adjustment', 'advance', 'overPayment', 'negativeInvoice')),
  credit_key INTEGER REFERENCES document, credit_payment_key INTEGER REFERENCES payment,
  is_posted INTEGER NOT NULL DEFAULT 1, -- not yet while its payment is a draft or waits for approval
  txn_amount INTEGER NOT NULL, base_amount INTEGER NOT NULL, -- off the document
  source_amount INTEGER NOT NULL DEFAULT 0, -- in base currency, off the payment or the credit
  extra TEXT
);
CREATE TABLE journal_entry (
  key INTEGER PRIMARY KEY, number INTEGER NOT NULL, journal_key INTEGER NOT NULL REFERENCES journal,
  entity_key INTEGER NOT NULL REFERENCES entity, posting_date TEXT NOT NULL, description TEXT NOT NULL,
  reference TEXT, module TEXT NOT NULL, state TEXT NOT NULL,
  reversed_by_key INTEGER REFERENCES journal_entry, reversed_from_date TEXT,
  created_at TEXT NOT NULL, modified_at TEXT NOT NULL, extra TEXT
);
CREATE TABLE journal_line (
  key INTEGER PRIMARY KEY, entry_key INTEGER NOT NULL REFERENCES journal_entry, line_number INTEGER NOT NULL,
  entry_date TEXT NOT NULL, account_key INTEGER NOT NULL REFERENCES account,
  txn_type TEXT NOT NULL CHECK (txn_type IN ('debit', 'credit')),
  txn_amount INTEGER NOT NULL, base_amount INTEGER NOT NULL, currency TEXT NOT NULL, base_currency TEXT NOT NULL,
  description TEXT, document_id TEXT,
  location_key INTEGER NOT NULL REFERENCES location, department_key INTEGER REFERENCES department,
  customer_key INTEGER REFERENCES party, vendor_key INTEGER REFERENCES party,
  class_key INTEGER REFERENCES record, project_key INTEGER REFERENCES record, item_key INTEGER REFERENCES record,
  employee_key INTEGER REFERENCES record, service_line_key INTEGER REFERENCES record,
  extra TEXT
);
-- A report that was asked for. `request` is the body as it came; `result` is the table that came out of it.
CREATE TABLE report_job (
  key INTEGER PRIMARY KEY, report TEXT NOT NULL, name TEXT NOT NULL, request TEXT NOT NULL,
  result TEXT, user_key INTEGER REFERENCES user, created_at TEXT NOT NULL, modified_at TEXT NOT NULL
);
-- The same report in one format. They run one at a time, in the order of their keys.
CREATE TABLE report_output (
  key INTEGER PRIMARY KEY, job_key INTEGER NOT NULL REFERENCES report_job,
  output_type TEXT NOT NULL, output_location TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('submitted', 'pending', 'completed', 'failed', 'canceled')),
  polls_left INTEGER NOT NULL, error_id TEXT, error TEXT, modified_at TEXT NOT NULL,
  UNIQUE (job_key, output_type, output_location)
);
-- Every other object of the catalogue: one row a record, its fields as JSON from path to value as SQL holds it.
CREATE TABLE record (
  key INTEGER PRIMARY KEY, object TEXT NOT NULL, entity_key INTEGER REFERENCES entity, fields TEXT NOT NULL
);
-- Records of the table above that stand in the ledger, by their own key; a reversal names what it reverses.
CREATE TABLE booked_record (
  key INTEGER PRIMARY KEY REFERENCES record, entry_key INTEGER REFERENCES journal_entry,
  reverses_key INTEGER REFERENCES record
);
-- Bulk jobs: the records of their file, and what became of those done so far.
CREATE TABLE bulk_job (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, user_key INTEGER NOT NULL REFERENCES user,
  entity_key INTEGER REFERENCES entity, object TEXT NOT NULL, operation TEXT NOT NULL, state TEXT NOT NULL,
  file TEXT NOT NULL, results TEXT NOT NULL
);
-- Which records show which case (seed/cases/register.py).
CREATE TABLE seeded_case (name TEXT NOT NULL, object TEXT NOT NULL, record_key TEXT NOT NULL);

CREATE INDEX document_by_party ON document (party_key, state);
CREATE INDEX document_by_number ON document (number, subledger);
CREATE INDEX document_by_summary ON document (summary_key);
CREATE INDEX summary_by_month ON summary (type, entity_key, posting_date);
CREATE INDEX document_line_by_document
  ON document_line (document_key, txn_amount, txn_retained, base_amount, base_retained);
CREATE INDEX payment_by_party ON payment (party_key);
-- With the amounts, so that what is due is read from the indexes alone.
CREATE INDEX application_by_document ON application (document_key, is_posted, txn_amount, base_amount);
CREATE INDEX application_by_payment ON application (payment_key);
CREATE INDEX application_by_credit ON application (credit_key) WHERE credit_key IS NOT NULL;
CREATE INDEX application_by_overpayment ON application (credit_payment_key) WHERE credit_payment_key IS NOT NULL;
CREATE INDEX journal_line_by_account ON journal_line (account_key, entry_date);
CREATE INDEX journal_line_by_entry ON journal_line (entry_key);
CREATE INDEX record_by_object ON record (object, key);
