-- SPDX-License-Identifier: GPL-3.0-or-later
-- Comments first_row … last_row.
-- Variables: accounts, photos, seed, first_row, last_row.

WITH words AS MATERIALIZED (
    SELECT string_to_array('Love this,Where is this,What a light,Missing that place,Frame it,'
        'Which lens,Take me along,So calm,Wow,See you there', ',') AS said
)
INSERT INTO tierlens_profile.comments (id, photo, author, text)
SELECT i, 1 + (luck::bigint * 7919 + i) % :photos, 1 + luck % :accounts, said[1 + luck % 10]
FROM words, generate_series(:first_row, :last_row) AS i,
    LATERAL (SELECT hashint4(i + :seed) & 16777215 AS luck) AS l;
