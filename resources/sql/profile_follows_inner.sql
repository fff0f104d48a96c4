-- SPDX-License-Identifier: GPL-3.0-or-later
-- Those with an account: every second one follows the celebrity, one in seven each of the midsize
-- ones, and each 20 to 200 others (mostly few), found by steps that never meet twice.
-- Variables: accounts, midsize, inner_step, seed, first_account, last_account.
INSERT INTO tierlens_profile.follows (follower, followee)
SELECT a, 1 FROM generate_series(:first_account, :last_account) AS a WHERE a % 2 = 0
UNION ALL
SELECT a, m FROM generate_series(:first_account, :last_account) AS a, generate_series(2, 1 + :midsize) AS m
WHERE a % 7 = m % 7 AND a <> m
UNION ALL
SELECT a, followee
FROM generate_series(:first_account, :last_account) AS a,
    LATERAL (SELECT hashint4(a * 31 + :seed)::bigint & 65535 AS luck) AS l,
    LATERAL generate_series(1, least(:accounts / 4,
        20 + (180 * luck * luck * luck) / (65536::bigint * 65536 * 65536))) AS n,
    LATERAL (SELECT 2 + :midsize + ((hashint4(a + :seed)::bigint & 1048575) + n * :inner_step)
        % (:accounts - 1 - :midsize) AS followee) AS chosen
WHERE followee <> a;
