-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who asks. Customers 1 and 2 are scripts that ask too much, 3 is for trying out a flood, and the
-- last one is the person in front of the window.
-- Variables: customers, seed.

CREATE TABLE tierlens_assistant.customers (
    id integer NOT NULL,
    name text NOT NULL,
    token text NOT NULL, -- of the session
    plan text NOT NULL,
    since timestamptz NOT NULL,
    turns bigint NOT NULL DEFAULT 0, -- questions answered so far; raised with each row of history
    version bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 80); -- room to raise turns in place

WITH words AS MATERIALIZED (
    SELECT
        string_to_array('ada bo cem dana eli fay gus hana ian jo kai lea max nia oli pam quin rae sam tea '
            'una val wes xena yan zoe amy ben cleo dev', ' ') AS first,
        string_to_array('bakery clinic garden studio school museum ferry bistro press theatre', ' ') AS at
)
INSERT INTO tierlens_assistant.customers (id, name, token, plan, since)
SELECT i,
    CASE
        WHEN i = 1 THEN 'nightly-script'
        WHEN i = 2 THEN 'price-bot'
        WHEN i = 3 THEN 'load-test'
        WHEN i = :customers THEN 'you'
        ELSE first[1 + i % 30] || '.' || at[1 + i / 30 % 10]
            || CASE WHEN i < 300 THEN '' ELSE (1 + i / 300)::text END END,
    -- An odd factor makes every customer's token a different one.
    lpad(to_hex((i::bigint * 2654435761 + :seed) % 4294967296), 8, '0'),
    (ARRAY['small', 'team', 'company'])[1 + (hashint4(i + :seed) & 1023) % 3],
    timestamptz '2025-06-01 08:00+00' + i * interval '41 seconds'
FROM words, generate_series(1, :customers) AS i;

ALTER TABLE tierlens_assistant.customers ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX customers_token ON tierlens_assistant.customers (token);
CREATE UNIQUE INDEX customers_name ON tierlens_assistant.customers (name);

-- Every conversation: one row for each question that was answered, whoever answered it.
CREATE TABLE tierlens_assistant.history (
    customer integer NOT NULL,
    turn bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    question text NOT NULL,
    answer text NOT NULL,
    documents integer[] NOT NULL, -- that the answer cites
    PRIMARY KEY (customer, turn)
);
