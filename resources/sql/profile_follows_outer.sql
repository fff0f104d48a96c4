-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everybody else's follows of the accounts first_account … last_account, the first_row-th to the
-- last_row-th of each. outer_step has no common factor with people, so nobody follows twice.
-- Variables: accounts, people, outer_step, seed, first_account, last_account, first_row, last_row.

INSERT INTO tierlens_profile.follows (follower, followee)
SELECT :accounts + 1
        + ((hashint4(account + :seed)::bigint & 1048575) + n::bigint * :outer_step) % :people,
    account
FROM follow_plan,
    LATERAL generate_series(:first_row, least(wanted, :last_row)) AS n
WHERE account BETWEEN :first_account AND :last_account;
