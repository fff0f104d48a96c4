-- SPDX-License-Identifier: GPL-3.0-or-later
-- Results of the matches first_match … last_match, `players` each. The slot of a player decides who
-- it can be: slot 1 is always account 1, slot 2 always account 2, and the ranges widen from there,
-- so that a few have played all matches and most only some. Ranges do not overlap: nobody plays
-- twice in a match.
-- Places are a permutation of the slots (place_step has no common factor with players).
-- Variables: accounts, players, place_step, seed, first_match, last_match.

WITH slots AS MATERIALIZED (
    SELECT slot,
        CASE slot WHEN 1 THEN 1 ELSE slot + (:accounts - :players)::bigint
            * (slot - 2) * (slot - 2) * (slot - 2)
            / ((:players - 1)::bigint * (:players - 1) * (:players - 1)) END AS first,
        CASE slot WHEN 1 THEN 2 ELSE slot + 1 + (:accounts - :players)::bigint
            * (slot - 1) * (slot - 1) * (slot - 1)
            / ((:players - 1)::bigint * (:players - 1) * (:players - 1)) END AS next
    FROM generate_series(1, :players) AS slot
)
INSERT INTO tierlens_game.results (match, player, score, place)
SELECT m, first + luck % (next - first), (:players + 1 - place) * 40 + luck % 40, place
FROM generate_series(:first_match, :last_match) AS m,
    slots,
    LATERAL (SELECT (hashint4(m * 131 + slot * 7 + :seed) & 16777215)::bigint AS luck,
        1 + (slot * :place_step + (hashint4(m + :seed) & 1048575)) % :players AS place) AS l;
