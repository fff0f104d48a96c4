-- SPDX-License-Identifier: GPL-3.0-or-later
-- The store goes on selling while nobody looks: the days between the newest order and `today` (counted
-- from 1 January 2000) get as many orders as a day had before, at most for the last 60 days. So
-- "last month" is never empty, however old the tables are.
-- Variables: users, products, today, per_day, seed.

WITH missing AS (
    SELECT greatest(:today - 60, 1 + ((max(placed) AT TIME ZONE 'UTC')::date - date '2000-01-01')) AS day
    FROM tierlens_store.orders
), placed AS (
    INSERT INTO tierlens_store.orders (customer, placed)
    SELECT 1 + (hashint4(d * 1009 + i * 11 + :seed) & 1073741823) % :users,
        timestamptz '2000-01-01 00:00+00' + interval '1 second' * (d * 86400.0 + i * 86400.0 / :per_day)
    FROM missing, generate_series(day, :today - 1) AS d, generate_series(0, :per_day - 1) AS i
    ORDER BY d, i
    RETURNING id
)
INSERT INTO tierlens_store.order_lines (order_id, product, quantity, price)
SELECT placed.id, p.id, 1 + (luck / 4 % 8) / 7, p.price
FROM placed,
    LATERAL (SELECT hashint8(placed.id * 3 + :seed) & 1048575 AS luck) AS l,
    LATERAL generate_series(1, 1 + luck % 4) AS n,
    tierlens_store.products AS p
WHERE p.id = 1 + (floor(:products * power(luck / 1048576.0::float8, 1.5))::integer + (n - 1) * 7)
    % :products;
