-- SPDX-License-Identifier: GPL-3.0-or-later
-- Variables: players, seed.

ALTER TABLE tierlens_game.results ADD PRIMARY KEY (match, player);

WITH words AS MATERIALIZED (
    SELECT string_to_array('Harbor,Foundry,Old Town,Glacier,Canyon,Orbit', ',') AS map
)
INSERT INTO tierlens_game.matches (id, map, started, ended, players, winner)
SELECT match, map[1 + (hashint4(match + :seed) & 1023) % 6], began, began + interval '60 seconds',
    :players, player
FROM words, tierlens_game.results,
    LATERAL (SELECT timestamptz '2025-01-01 00:00+00' + match * interval '10 minutes' AS began) AS b
WHERE place = 1
ORDER BY match;

ALTER TABLE tierlens_game.matches ADD PRIMARY KEY (id);
