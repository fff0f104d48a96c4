-- SPDX-License-Identifier: GPL-3.0-or-later
-- Orders first_row … last_row of the `days` days before `today` (counted from 1 January 2000), evenly
-- spread, and one to four lines in each.
-- Variables: users, products, orders, days, today, seed, first_row, last_row.

INSERT INTO tierlens_store.orders (id, customer, placed)
SELECT i, 1 + (hashint4(i * 11 + :seed) & 1073741823) % :users,
    timestamptz '2000-01-01 00:00+00'
        + interval '1 second' * ((:today - :days) * 86400.0 + (i - 1) * (:days * 86400.0 / :orders))
FROM generate_series(:first_row, :last_row) AS i;

INSERT INTO tierlens_store.order_lines (order_id, product, quantity, price)
SELECT i, p.id, 1 + (luck / 4 % 8) / 7, p.price
FROM generate_series(:first_row, :last_row) AS i,
    LATERAL (SELECT hashint4(i * 3 + :seed) & 1048575 AS luck) AS l,
    LATERAL generate_series(1, 1 + luck % 4) AS n,
    tierlens_store.products AS p
WHERE p.id = 1 + (floor(:products * power(luck / 1048576.0::float8, 1.5))::integer + (n - 1) * 7)
    % :products;
