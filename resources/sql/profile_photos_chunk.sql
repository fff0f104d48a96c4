-- SPDX-License-Identifier: GPL-3.0-or-later
-- Photos first_row … last_row. The popular take somewhat more of them.
-- Variables: accounts, seed, first_row, last_row.

WITH words AS MATERIALIZED (
    SELECT
        string_to_array('Golden hour,First snow,Low tide,Morning fog,Blue hour,Summer storm,Quiet street,'
            'Market day,Long shadows,Northern lights,Fresh bread,Last light', ',') AS what,
        string_to_array('over the harbor,by the old bridge,on the ridge,at the lake,in the old town,'
            'behind the station,at grandma''s,on the ferry,under the pines,from the roof', ',') AS place,
        string_to_array('worth the early alarm,film 400,no filter,with friends,took three tries,'
            'more soon,one for the wall', ',') AS remark
)
INSERT INTO tierlens_profile.photos (id, author, caption, at)
SELECT i,
    1 + floor(:accounts * power((hashint4(i + :seed)::bigint & 1048575) / 1048576.0::float8, 1.3))::integer,
    what[1 + luck % 12] || ' ' || place[1 + luck / 12 % 10] || ', ' || remark[1 + luck / 120 % 7],
    timestamptz '2024-01-01 00:00+00' + i * interval '7 minutes'
FROM words, generate_series(:first_row, :last_row) AS i,
    LATERAL (SELECT hashint4(i * 17 + :seed) & 1048575 AS luck) AS l;
