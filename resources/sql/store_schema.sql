-- SPDX-License-Identifier: GPL-3.0-or-later
-- The online store. Everything lives in this schema; dropping it leaves no trace.

CREATE SCHEMA tierlens_store;

-- One row, written last: what has been seeded here, all of it.
CREATE TABLE tierlens_store.seeded (
    format text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

-- Each order writes down under which name it took its cart out of Redis, in its own transaction. So
-- anyone who does not know whether an order was placed can find out, and can make sure that it
-- never will be: by writing the name down himself, without an order.
CREATE TABLE tierlens_store.checkouts (
    claim text PRIMARY KEY,
    order_id bigint -- null: given up; the cart was put back
);
