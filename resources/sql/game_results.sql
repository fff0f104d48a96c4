-- SPDX-License-Identifier: GPL-3.0-or-later
-- Finished matches, and what each player reached in them.

CREATE TABLE tierlens_game.matches (
    id integer NOT NULL,
    map text NOT NULL,
    started timestamptz NOT NULL,
    ended timestamptz NOT NULL,
    players integer NOT NULL,
    winner integer NOT NULL
);

CREATE TABLE tierlens_game.results (
    match integer NOT NULL,
    player integer NOT NULL,
    score integer NOT NULL,
    place integer NOT NULL
) WITH (parallel_workers = 0); -- adding up a career should cost the same each time, on one core
