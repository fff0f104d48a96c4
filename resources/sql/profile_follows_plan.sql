-- SPDX-License-Identifier: GPL-3.0-or-later
-- How many of everybody else each account needs, so that the totals are exact: what is left of
-- `follows` is shared by weight, and the shares are cut from one running sum so that none is lost.
-- Variables: accounts, follows, celebrity, midsize, midsize_followers.

CREATE TEMPORARY TABLE follow_plan ON COMMIT DROP AS
WITH have AS (
    SELECT followee AS account, count(*) AS n FROM tierlens_profile.follows GROUP BY followee
), big AS (
    SELECT a AS account,
        CASE a WHEN 1 THEN :celebrity ELSE :midsize_followers END - coalesce(n, 0) AS wanted
    FROM generate_series(1, 1 + :midsize) AS a LEFT JOIN have ON account = a
), rest AS (
    SELECT :follows - (SELECT sum(n) FROM have) - (SELECT sum(wanted) FROM big) AS rows
), small AS (
    SELECT a AS account, sum(1 / sqrt(a)) OVER (ORDER BY a) AS upto, sum(1 / sqrt(a)) OVER () AS whole
    FROM generate_series(2 + :midsize, :accounts) AS a
)
SELECT account, wanted::integer FROM big
UNION ALL
SELECT account, (floor(rows * upto / whole)
    - coalesce(floor(rows * lag(upto) OVER (ORDER BY account) / whole), 0))::integer
FROM small, rest;
